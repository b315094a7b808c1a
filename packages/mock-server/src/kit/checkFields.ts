/** Throws for an unknown field: a mistyped filter would match everything. */
export function checkFields(what: string, given: object, allowed: readonly string[]): void {
  for (const field of Object.keys(given)) {
    if (!allowed.includes(field)) {
      throw new Error(`Failed to ${what}: there is no field "${field}". Please use ${allowed.join(', ')}.`);
    }
  }
}
