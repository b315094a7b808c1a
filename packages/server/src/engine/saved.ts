import type { Annotation, InternalRule } from '@onevault/contract';

/**
 * Saved things of analytics: docs/saved.md. Every call is for one customer. Calls with `by` write an entry to the audit
 * trail in the same transaction.
 */
export interface Saved {
  /** By name; with a kind only those. */
  findDefinitions(customerId: string, kind?: DefinitionKind): Promise<Definition[]>;
  addDefinition(
    customerId: string,
    definition: NewDefinition,
    by?: string,
  ): Promise<'added' | 'too_many' | 'name_taken'>;
  changeDefinition(
    customerId: string,
    definition: NewDefinition,
    by?: string,
  ): Promise<'changed' | 'unknown' | 'name_taken'>;
  /** `in_use`: a share key that still works is bound to the segment, or a rule of the alerts names the goal. */
  deleteDefinition(
    customerId: string,
    kind: DefinitionKind,
    id: string,
    by?: string,
  ): Promise<'deleted' | 'unknown' | 'in_use'>;

  /** By name. */
  findInternalRules(customerId: string): Promise<InternalRule[]>;
  addInternalRule(customerId: string, rule: NewInternalRule, by?: string): Promise<'added' | 'too_many' | 'name_taken'>;
  deleteInternalRule(customerId: string, ruleId: string, by?: string): Promise<boolean>;

  /** Newest first. */
  findAnnotations(customerId: string, query: AnnotationQuery): Promise<Annotation[]>;
  /** An annotation with an id that is there already changes nothing. */
  addAnnotation(customerId: string, annotation: NewAnnotation, by?: string): Promise<'added' | 'too_many'>;
  changeAnnotation(customerId: string, annotation: NewAnnotation, by?: string): Promise<boolean>;
  deleteAnnotation(customerId: string, annotationId: string, by?: string): Promise<boolean>;

  /** The properties that share keys may not ask about; `*`: all of them. */
  privateProperties(customerId: string): Promise<string[]>;
  setPrivateProperties(customerId: string, properties: readonly string[], by?: string): Promise<void>;
}

export type DefinitionKind = 'segment' | 'goal' | 'funnel';

export interface NewDefinition {
  kind: DefinitionKind;
  id: string;
  name: string;
  /** What the kind has besides its name: `service/saved` reads it. */
  body: object;
}

export interface Definition extends NewDefinition {
  created_at: string;
  changed_at: string;
}

export type NewInternalRule = { ruleId: string; name: string } & (
  | { of: 'visitor' | 'session'; id: string }
  | { of: 'property'; property: string; value: string }
);

export interface NewAnnotation extends Omit<Annotation, 'annotation_id' | 'created_at' | 'created_by'> {
  annotationId: string;
}

export interface AnnotationQuery {
  limit: number;
  annotationId?: string;
  /** Those that touch the range: ISO 8601. */
  from?: string;
  to?: string;
  before?: { at: string; id: string };
}
