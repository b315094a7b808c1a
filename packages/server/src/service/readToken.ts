/** The token of an `Authorization` header; undefined if it has another form. */
export function readToken(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
}
