import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { kill, pid } from 'node:process';

/** What names one process: its number, where that number counts, and when it began, since numbers are used again. */
export interface ProcessMark {
  pid: number;
  place: string;
  begun: string;
}

export function describeProcess(): ProcessMark {
  return { pid, place: readPlace(), begun: readBegun(pid) };
}

/** Whether the process has certainly ended. Of another machine or container nobody here can say. */
export function isGone(mark: ProcessMark): boolean {
  if (mark.place !== readPlace()) return false;
  try {
    kill(mark.pid, 0);
  } catch (error) {
    // EPERM: it is there, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  return mark.begun !== readBegun(mark.pid);
}

/** On Linux this start of the system and this namespace of processes: two containers may have one name. */
function readPlace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** On Linux field 22 of its status, in ticks since the system started; the name before it may have spaces. Else empty. */
function readBegun(processId: number): string {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
