import { guard } from './browser/guard.ts';
import { isList } from './browser/isList.ts';
import { warn } from './warn.ts';

/**
 * The names of options by what they may be: of a type, or a list of such; one of several words, of which the last is
 * the most private; or a number from 0 to this one.
 */
export type OptionKinds = Record<string, string>;

/** Below this two names have nothing in common. */
const MIN_LIKENESS = 0.15;

/**
 * Warns of unknown options, with the nearest known one, and of wrong values. Returns a copy of the options, in which
 * the most private word stands for one that is none.
 */
export function checkOptions<Options extends object>(optionKinds: OptionKinds, options: Options): Options {
  const checked = { ...options } as Record<string, unknown>;
  const kinds: Record<string, string> = {};
  for (const kind in optionKinds) for (const name of toWords(optionKinds[kind])) kinds[name] = kind;
  const check = guard((name: string, value: unknown) => {
    const kind = kinds[name];
    if (!kind) {
      warn(`Unknown option ${name}.${findNearest(name, kinds)}`);
    } else if (value !== undefined && !(isList(value) ? value : [value]).every((one) => isOfKind(one, kind))) {
      const words = toWords(kind);
      if (words[1]) checked[name] = words.pop();
      warnOfOption(name, +kind ? `0 to ${kind}` : kind, value);
    }
  });
  for (const name in checked) check(name, checked[name]);
  return checked as Options;
}

export function warnOfOption(name: string, expected: string, value: unknown): void {
  warn(`Option ${name}: expected ${expected}, got ${value}.`);
}

const toWords = (text: string | undefined): string[] => `${text}`.split(' ');

function isOfKind(value: unknown, kind: string): boolean {
  if (+kind) return typeof value === 'number' && value >= 0 && value <= +kind;
  return toWords(kind).some((one) => one === value || one === typeof value);
}

/** Suggests the known name that shares most pairs of letters; empty if there is none. */
function findNearest(name: string, kinds: object): string {
  let nearest = '';
  let best = MIN_LIKENESS;
  for (const known in kinds) {
    const pairs = [...name].filter(
      (_, at) => at && known.toLowerCase().includes(name.slice(at - 1, at + 1).toLowerCase()),
    );
    const likeness = pairs.length / (name.length + known.length);
    if (likeness > best) [nearest, best] = [` Try ${known}.`, likeness];
  }
  return nearest;
}
