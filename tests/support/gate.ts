/** Something to wait at until it is opened. */
export interface Gate {
  open(): void;
  readonly opened: Promise<void>;
}

export function closedGate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
