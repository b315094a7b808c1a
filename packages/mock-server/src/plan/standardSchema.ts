/**
 * What zod, valibot, arktype and others have in common (standardschema.dev), as far as it is used here. The
 * standard asks to be copied rather than installed.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Of libraries that can tell their schema as JSON Schema. */
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

/** A schema may be a function: arktype's are. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  const isThing = (typeof schema === 'object' && schema !== null) || typeof schema === 'function';
  return isThing && '~standard' in schema;
}
