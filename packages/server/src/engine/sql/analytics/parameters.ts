/** The parameters of a statement under construction. Nothing of a request gets into a statement in another way. */
export interface Parameters {
  readonly values: unknown[];
  /** Adds a value; returns how the statement names it: `$3::text`. */
  bind(value: unknown, type: string): string;
}

/** The first parameter of every statement is the tenant. */
export function createParameters(tenantHk: unknown): Parameters {
  const values = [tenantHk];
  return {
    values,
    bind(value, type) {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
}
