import type { JsonSchema } from './jsonSchema.ts';

export interface PlannedEvent {
  readonly type: string;
  readonly description: string | null;
  /** In the order of the plan; empty where the schema does not tell. */
  readonly properties: readonly PlannedProperty[];
}

export interface PlannedProperty {
  readonly name: string;
  readonly required: boolean;
  /** As JSON Schema, as far as the schema's library tells it. */
  readonly schema: JsonSchema;
}
