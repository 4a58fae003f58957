/**
 * Facts that batches wrote lately, by name and by the batch that wrote them. What was read ahead before a batch was
 * committed may lack what the batch wrote: whoever finds a newer fact under one of its names reads again.
 */
export interface Recent {
  note(name: string, batch: number): void;
  /** True when a batch after `seen` wrote something under this name. */
  isNewer(name: string, seen: number): boolean;
  /** Drops what every reader has seen. */
  forgetThrough(batch: number): void;
  readonly size: () => number;
}

export function createRecent(): Recent {
  const newest = new Map<string, number>();
  const inOrder: { readonly name: string; readonly batch: number }[] = [];
  let dropped = 0;
  return {
    note(name, batch) {
      newest.set(name, batch);
      inOrder.push({ name, batch });
    },
    isNewer: (name, seen) => (newest.get(name) ?? -1) > seen,
    forgetThrough(batch) {
      for (let oldest = inOrder[dropped]; oldest !== undefined && oldest.batch <= batch; oldest = inOrder[dropped]) {
        if (newest.get(oldest.name) === oldest.batch) newest.delete(oldest.name);
        dropped += 1;
      }
      // Cut off in large pieces: taking the first of a long list away moves all others.
      if (dropped < 4096 && dropped < inOrder.length) return;
      inOrder.splice(0, dropped);
      dropped = 0;
    },
    size: () => newest.size,
  };
}

export const nameOf = {
  key: (agentId: string, key: string) => `k:${agentId}:${key}`,
  account: (providerId: string, account: string) => `a:${providerId}:${account}`,
  payment: (id: string) => `p:${id}`,
  reference: (providerId: string, transaction: string) => `r:${providerId}:${transaction}`,
  /** Some payment was reversed or rejected: what was a duplicate may be none any more. */
  undone: 'undone',
} as const;
