/**
 * The common interface of zod, valibot, arktype and others (standardschema.dev), as far as we use it. The standard asks
 * to be copied rather than installed.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Only in libraries that can export JSON Schema. */
    readonly jsonSchema?: { readonly input: (options: { target: string }) => object };
  };
}

interface StandardResult {
  readonly issues?: readonly StandardIssue[] | undefined;
}

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** arktype's schemas are functions. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  const isThing = (typeof schema === 'object' && schema !== null) || typeof schema === 'function';
  return isThing && '~standard' in schema;
}
