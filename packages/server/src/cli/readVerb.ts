import { findNearest } from './findNearest.ts';
import { type FlagSpec, failed, readFlags } from './readFlags.ts';

/** Flags that every verb takes. */
const COMMON: readonly string[] = ['customer', 'database', 'help'];

/**
 * Reads the verb of a command such as `keys create`, and its flags. `verbs` lists the flags of each besides the common
 * ones. Null: the user asks for help. Throws a `StartError` for another verb, naming the nearest or else `example`, and
 * for a flag that the verb does not take.
 */
export function readVerb<Verb extends string, Flags extends FlagSpec>(
  command: string,
  [name = '', ...rest]: string[],
  { verbs, flags, example }: { verbs: Record<Verb, readonly (keyof Flags)[]>; flags: Flags; example: string },
) {
  if (name === '--help' || name === '-h') return null;
  if (!Object.hasOwn(verbs, name)) {
    // The word is repeated only if it looks like one that was meant as a verb: it may be a token.
    const near = findNearest(name, Object.keys(verbs));
    if (near === undefined) throw failed(command, 'it needs a verb', example);
    throw failed(command, `${name} is no verb of it`, `${command} ${near}, or --help`);
  }
  const verb = name as Verb;
  const given = readFlags(rest, flags);
  const allowed: readonly (keyof Flags)[] = verbs[verb];
  const stray = Object.keys(given).find((flag) => !COMMON.includes(flag) && !allowed.includes(flag));
  if (stray) throw failed(`--${stray}`, `${command} ${verb} has no such flag`, '--help');
  return Object.hasOwn(given, 'help') ? null : { verb, given };
}
