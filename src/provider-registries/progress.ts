import type { HandedIn } from './api.ts';

/** Tells how far a file is read. Rates are of real time, which a business clock does not know. */
export function createProgress({
  sizeBytes,
  onProgress,
}: Pick<HandedIn, 'sizeBytes' | 'onProgress'>): (lines: number, bytes: number) => void {
  const startedMs = performance.now();
  return (lines, bytes) => {
    const seconds = (performance.now() - startedMs) / 1000;
    onProgress?.({
      ...{ lines, bytes },
      linesPerSecond: seconds > 0 ? Math.round(lines / seconds) : 0,
      percent: sizeBytes === undefined || sizeBytes === 0 ? null : Math.floor((bytes / sizeBytes) * 100),
    });
  };
}
