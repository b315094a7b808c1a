import type { Annotation, InternalRule } from '@onevault/contract';
import type { Definition, NewAnnotation, Saved } from '../saved.ts';
import { DEFAULT_ACTOR, type Statements } from './createStatements.ts';

/** Implements `Saved` with SQL: each call is one statement. */
export function createSaved({ rows, one }: Statements): Saved {
  return {
    async findDefinitions(customerId, kind) {
      const { found } = await one('select saved.find_definitions(auth.enter_customer($1), $2) as found', [
        customerId,
        kind ?? null,
      ]);
      return found as Definition[];
    },

    async addDefinition(customerId, { kind, id, name, body }, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select saved.add_definition(auth.enter_customer($1), $2, $3::uuid, $4, $5::jsonb, $6) as problem',
        [customerId, kind, id, name, JSON.stringify(body), by],
      );
      return (problem as 'too_many' | 'name_taken' | null) ?? 'added';
    },

    async changeDefinition(customerId, { kind, id, name, body }, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select saved.change_definition(auth.enter_customer($1), $2, $3::uuid, $4, $5::jsonb, $6) as problem',
        [customerId, kind, id, name, JSON.stringify(body), by],
      );
      return (problem as 'unknown' | 'name_taken' | null) ?? 'changed';
    },

    async deleteDefinition(customerId, kind, id, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        'select saved.delete_definition(auth.enter_customer($1), $2, $3::uuid, $4) as problem',
        [customerId, kind, id, by],
      );
      return (problem as 'unknown' | 'in_use' | null) ?? 'deleted';
    },

    async findInternalRules(customerId) {
      const { found } = await one('select saved.find_internal_rules(auth.enter_customer($1)) as found', [customerId]);
      return (found as (InternalRule & { key: unknown })[]).map(({ key, ...rule }) => rule);
    },

    async addInternalRule(customerId, rule, by = DEFAULT_ACTOR) {
      const [id, property, value] = rule.of === 'property' ? [null, rule.property, rule.value] : [rule.id, null, null];
      const { problem } = await one(
        'select saved.add_internal_rule(auth.enter_customer($1), $2::uuid, $3, $4, $5, $6, $7, $8) as problem',
        [customerId, rule.ruleId, rule.name, rule.of, id, property, value, by],
      );
      return (problem as 'too_many' | 'name_taken' | null) ?? 'added';
    },

    async deleteInternalRule(customerId, ruleId, by = DEFAULT_ACTOR) {
      const { found } = await one('select saved.delete_internal_rule(auth.enter_customer($1), $2::uuid, $3) as found', [
        customerId,
        ruleId,
        by,
      ]);
      return found === true;
    },

    async findAnnotations(customerId, { limit, annotationId, from, to, before }) {
      const { found } = await one(
        `select saved.find_annotations(auth.enter_customer($1), $2, $3::timestamptz, $4::timestamptz, $5::timestamptz,
           $6::uuid, $7::uuid) as found`,
        [customerId, limit, from ?? null, to ?? null, before?.at ?? null, before?.id ?? null, annotationId ?? null],
      );
      return found as Annotation[];
    },

    async addAnnotation(customerId, annotation, by = DEFAULT_ACTOR) {
      const { problem } = await one(
        `select saved.add_annotation(auth.enter_customer($1), $2::uuid, $3, $4::timestamptz, $5::timestamptz, $6, $7, $8,
           $9) as problem`,
        [customerId, ...toColumns(annotation), by],
      );
      return (problem as 'too_many' | null) ?? 'added';
    },

    async changeAnnotation(customerId, annotation, by = DEFAULT_ACTOR) {
      const { found } = await one(
        `select saved.change_annotation(auth.enter_customer($1), $2::uuid, $3, $4::timestamptz, $5::timestamptz, $6, $7,
           $8, $9) as found`,
        [customerId, ...toColumns(annotation), by],
      );
      return found === true;
    },

    async deleteAnnotation(customerId, annotationId, by = DEFAULT_ACTOR) {
      const { found } = await one('select saved.delete_annotation(auth.enter_customer($1), $2::uuid, $3) as found', [
        customerId,
        annotationId,
        by,
      ]);
      return found === true;
    },

    async privateProperties(customerId) {
      const { found } = await one('select to_jsonb(saved.private_properties(auth.enter_customer($1))) as found', [
        customerId,
      ]);
      return found as string[];
    },

    async setPrivateProperties(customerId, properties, by = DEFAULT_ACTOR) {
      await rows('select saved.set_private_properties(auth.enter_customer($1), $2::text[], $3)', [
        customerId,
        properties,
        by,
      ]);
    },
  };
}

function toColumns({ annotationId, kind, at, until, text, url, version }: NewAnnotation): unknown[] {
  return [annotationId, kind, at, until, text, url, version];
}
