export interface ProgressOptions {
  /** The share that is done at the beginning: more than 0 when an export is resumed. */
  startShare: number;
  print(line: string): void;
  nowMs?: () => number;
}

const EVERY_MS = 2_000;

/** Prints how far an export is: at once, then every two seconds. */
export function createProgress({ startShare, print, nowMs = () => performance.now() }: ProgressOptions) {
  const beganMs = nowMs();
  let printedMs = Number.NEGATIVE_INFINITY;
  return (events: number, share: number): void => {
    const now = nowMs();
    if (now - printedMs < EVERY_MS) return;
    printedMs = now;
    const done = Math.min(1, Math.max(0, share));
    const gained = done - startShare;
    const left = gained > 0 ? `, about ${toDuration(((now - beganMs) * (1 - done)) / gained)} left` : '';
    print(`${events.toLocaleString('en')} events, ${Math.floor(done * 100)} %${left}`);
  };
}

function toDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
