/** JSON that is a cell as it is. */
interface JsonCell {
  json: string;
}

/** What a spreadsheet takes for the beginning of a formula, also in full width. */
const FORMULA = /[=+\-@\uff0b\uff0d\uff1d\uff20]/;
/** What a spreadsheet may take for the end of a cell, depending on its language and settings. */
const SEPARATOR = /[;\t\r\n]/;
const SEPARATORS = /[;\t\r\n]/g;
const BLANK = /[\s\p{Cc}\p{Cf}]/u;
const SUSPECT = /[=+\-@'\uff0b\uff0d\uff1d\uff20]/;

/**
 * One record by RFC 4180: texts in double quotes, a quote doubled, CRLF at the end. Numbers, true and false stand bare,
 * null is empty.
 *
 * Safe to open in a spreadsheet, by OWASP's advice on CSV injection: a text that begins like a formula gets an
 * apostrophe before it, also behind what another spreadsheet takes for a separator.
 */
export function toCsvLine(values: readonly unknown[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

/**
 * JSON as one cell. It begins with a bracket, and a semicolon, which stands only inside its strings, becomes an escape:
 * so it is safe and any JSON parser reads what it was.
 */
export function toJsonCell(json: string): JsonCell {
  return { json: json.replaceAll(';', '\\u003b') };
}

/**
 * Puts an apostrophe before what begins like a formula or with an apostrophe, at the start and behind each separator. To
 * get the text back remove one apostrophe at each of these places.
 */
export function disarmText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  let disarmed = '';
  let copied = 0;
  for (let begin = 0; begin < text.length; ) {
    let at = begin;
    while (isBlank(text, at)) at += 1;
    if (FORMULA.test(text.charAt(at)) || text.charAt(begin) === "'") {
      disarmed += `${text.slice(copied, begin)}'`;
      copied = begin;
    }
    SEPARATORS.lastIndex = at;
    if (SEPARATORS.exec(text) === null) break;
    begin = SEPARATORS.lastIndex;
  }
  return disarmed + text.slice(copied);
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(disarmText(value));
  return quote('json' in (value as object) ? (value as JsonCell).json : toJsonCell(JSON.stringify(value)).json);
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A space or a control character, which a spreadsheet may skip, and no separator. */
function isBlank(text: string, at: number): boolean {
  const char = text.charAt(at);
  return char !== '' && !SEPARATOR.test(char) && BLANK.test(char);
}
