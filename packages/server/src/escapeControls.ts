/** Control, format and separator characters: they end a line, move a cursor or reverse what is read. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Makes a text of a client safe for a line of the log: escapes what is no visible character, and cuts it. */
export function escapeControls(text: string, maxLength = 100): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return cut.replace(UNSAFE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
