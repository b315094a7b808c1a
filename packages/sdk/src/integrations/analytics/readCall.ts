import { isPlain } from '../commerce/removePersonal.ts';

/** A text: names that begin with _ are changed by the build. */
const MARK = '__t';

/** Where the page was when Segment's snippet kept a call. */
export interface PageContext {
  url?: string;
  title?: string;
  referrer?: string;
}

export interface Call {
  /** Leading texts, as they stand. */
  texts: string[];
  /** The first object: properties or traits. */
  properties: Record<string, unknown>;
  callback: (() => void) | undefined;
  context: PageContext;
}

/**
 * Reads the arguments of one of Segment's methods, of which most may be left out: texts, then properties, then options,
 * then a callback. Behind all the snippet puts where the page was.
 */
export function readCall(args: unknown[]): Call {
  const call: Call = { texts: [], properties: {}, callback: undefined, context: {} };
  let objects = 0;
  for (const arg of args) {
    if (typeof arg === 'function') call.callback ??= arg as () => void;
    else if (isPlain(arg) && arg[MARK] === 'bpc') call.context = toContext(arg);
    else if (isPlain(arg)) {
      if (objects++ === 0) call.properties = arg;
    } else if (!objects && (typeof arg === 'string' || typeof arg === 'number')) call.texts.push(`${arg}`);
  }
  return call;
}

function toContext({ u, t, r }: Record<string, unknown>): PageContext {
  return {
    ...(typeof u === 'string' && { url: u }),
    ...(typeof t === 'string' && { title: t }),
    ...(typeof r === 'string' && { referrer: r }),
  };
}
