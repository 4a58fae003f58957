import type { VerificationProgress } from '../../verification/service.ts';

const linePauseMs = 10_000;

/**
 * Progress on stderr: one line that is written over on a terminal, a line every ten seconds where it is a log, and none for
 * a machine that wants JSON and nothing else.
 */
export function tellProgress(isForMachine: boolean): {
  tell: (progress: VerificationProgress) => void;
  end: () => void;
} {
  const { stderr } = process;
  if (isForMachine && !stderr.isTTY) return { tell: () => undefined, end: () => undefined };
  let toldAt = performance.now();
  return {
    tell({ phase, percent }) {
      const text = `${percent.toFixed(0).padStart(3)} % ${phase}`;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
      else if (performance.now() - toldAt >= linePauseMs) {
        toldAt = performance.now();
        stderr.write(`${text}\n`);
      }
    },
    end: () => void (stderr.isTTY && stderr.write('\r\u001b[K')),
  };
}
