import type { JsonSchema } from './jsonSchema.ts';

export interface PlannedEvent {
  readonly type: string;
  readonly description: string | null;
  /** In the order of the plan; empty if the schema does not reveal them. */
  readonly properties: readonly PlannedProperty[];
}

export interface PlannedProperty {
  readonly name: string;
  readonly required: boolean;
  /** As JSON Schema, as far as the schema's library reveals it. */
  readonly schema: JsonSchema;
}
