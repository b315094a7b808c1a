import { guard } from './browser/guard.ts';
import { warn } from './warn.ts';

/** What each option may be: of a type, one of several words, or a number from 0 to this one. A list of these, too. */
export type Kinds = Record<string, string | number>;

/** Below this two names have nothing in common. */
const MIN_LIKENESS = 0.15;

/**
 * Warns of unknown options, with the nearest known one, and of wrong values. Returns the options, with the value of
 * `safe` in place of a wrong one.
 */
export function checkOptions<Options extends object>(
  kinds: Kinds,
  options: Options,
  safe?: { [Name in keyof Options]?: Options[Name] | undefined },
): Options {
  const checked = { ...options };
  const check = guard((name: string, value: unknown) => {
    const kind = kinds[name];
    if (!kind) {
      const nearest = findNearest(name, kinds);
      warn(`Unknown option ${name}.${nearest && ` Try ${nearest}.`}`);
    } else if (value !== undefined && ![value].flat().every((one) => isOfKind(one, kind))) {
      if (safe && name in safe) Object.assign(checked, { [name]: safe[name as keyof Options] });
      warn(`Option ${name}: expected ${typeof kind === 'string' ? kind : `0 to ${kind}`}, got ${value}.`);
    }
  });
  for (const [name, value] of Object.entries(checked)) check(name, value);
  return checked;
}

function isOfKind(value: unknown, kind: string | number): boolean {
  if (typeof kind === 'string') return kind.split(' ').some((one) => one === value || one === typeof value);
  return typeof value === 'number' && value >= 0 && value <= kind;
}

/** The known name that shares most pairs of letters, empty if there is none. */
function findNearest(name: string, kinds: Kinds): string {
  let nearest = '';
  let best = MIN_LIKENESS;
  for (const known of Object.keys(kinds)) {
    let pairs = 0;
    for (let at = 1; at < name.length; at++) {
      if (known.toLowerCase().includes(name.slice(at - 1, at + 1).toLowerCase())) pairs++;
    }
    const likeness = pairs / (name.length + known.length);
    if (likeness > best) [nearest, best] = [known, likeness];
  }
  return nearest;
}
