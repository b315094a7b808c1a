/** Where a text stops being JSON. */
export interface JsonError {
  /** Place in the text, from 0, in UTF-16 units. */
  position: number;
  /** Such as `expected ',' or '}'`. */
  message: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WHITE = /[ \t\n\r]*/y;
// The characters a string may hold unescaped: no quote, no backslash, no control character.
const PLAIN = /[^"\\\p{Cc}]|[\x7f-\x9f]/uy;

/**
 * Finds the first place where a text is not JSON; null if it is JSON. The messages of `JSON.parse` differ between
 * engines and versions, and half of them name no position. It runs only after a failed `JSON.parse`, so it may be
 * slow. It keeps its own stack, so deep nesting cannot overflow the call stack.
 */
export function findJsonError(text: string): JsonError | null {
  const open: ('{' | '[')[] = [];
  let at = 0;

  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const failed = (message: string): JsonError => ({
    position: at,
    message: at >= text.length ? `unexpected end, ${message}` : message,
  });
  const skipString = (): JsonError | null => {
    at += 1;
    for (;;) {
      if (text[at] === '"') {
        at += 1;
        return null;
      }
      if (text[at] === '\\') {
        if (!match(ESCAPE)) return failed('invalid escape in a string');
      } else if (!match(PLAIN)) {
        return failed(at >= text.length ? 'expected the closing quote of a string' : 'control character in a string');
      }
    }
  };
  const skipKey = (expected: string): JsonError | null => {
    match(WHITE);
    if (text[at] !== '"') return failed(`expected ${expected}`);
    const error = skipString();
    if (error) return error;
    match(WHITE);
    if (text[at] !== ':') return failed("expected ':'");
    at += 1;
    return null;
  };

  // Each turn reads or opens one value, and then closes the objects and arrays that end after it.
  for (;;) {
    match(WHITE);
    const first = text[at];
    let isOpened = false;
    if (first === '{' || first === '[') {
      at += 1;
      match(WHITE);
      if (text[at] === (first === '{' ? '}' : ']')) {
        at += 1;
      } else {
        open.push(first);
        isOpened = true;
        const error = first === '{' ? skipKey("a key in quotes or '}'") : null;
        if (error) return error;
      }
    } else if (first === '"') {
      const error = skipString();
      if (error) return error;
    } else if (!match(NUMBER) && !match(LITERAL)) {
      return failed('expected a value');
    }
    if (isOpened) continue;

    for (;;) {
      match(WHITE);
      const inside = open.at(-1);
      if (inside === undefined) return at < text.length ? failed('expected nothing more') : null;
      if (text[at] === ',') {
        at += 1;
        const error = inside === '{' ? skipKey('a key in quotes') : null;
        if (error) return error;
        break;
      }
      if (text[at] !== (inside === '{' ? '}' : ']')) return failed(`expected ',' or '${inside === '{' ? '}' : ']'}'`);
      at += 1;
      open.pop();
    }
  }
}
