import { readdirSync, readFileSync } from 'node:fs';

/** Ticks a second of the times in /proc: 100 on every common Linux. */
const TICKS_A_SECOND = 100;

/**
 * Seconds of CPU that a process and its children have used so far, including ended children; NaN on systems other than
 * Linux.
 *
 * @param {number} pid
 */
export function cpuOf(pid) {
  const own = readStat(pid);
  if (!own) return Number.NaN;
  let ticks = own.cpu + own.endedChildren;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(Number(entry));
    if (stat?.parent === pid) ticks += stat.cpu + stat.endedChildren;
  }
  return ticks / TICKS_A_SECOND;
}

/** The process that started another one. @param {number} pid */
export function parentOf(pid) {
  return readStat(pid)?.parent ?? Number.NaN;
}

/** @param {number} pid */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the command in parentheses may contain spaces; then follow state, parent, … utime, stime, cutime, cstime.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [1, 11, 12, 13, 14].map((n) => fields[n]);
    return { parent, cpu: utime + stime, endedChildren: cutime + cstime };
  } catch {
    return undefined;
  }
}
