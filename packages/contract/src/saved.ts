/** The wire of `/api/v1/analytics/saved/`: what a customer names once and uses in questions. docs/saved.md. */
import type { Annotation, FunnelOrder } from './analytics.ts';

/** A named set of filters. */
export interface Segment {
  segment_id: string;
  /** 1 to 100 characters, unique. */
  name: string;
  /** 1 to 20, in the form of `filter`: all must hold. */
  filters: string[];
  created_at: string;
  changed_at: string;
}

/** What a conversion is worth: always the same, or a number of the event. */
export type GoalRevenue = { currency: string; value: number } | { currency: string; property: string };

/** What counts as a conversion: each event that passes all filters. */
export interface Goal {
  goal_id: string;
  name: string;
  /** 1 to 5. */
  filters: string[];
  /** Null: the orders among the conversions. */
  revenue: GoalRevenue | null;
  created_at: string;
  changed_at: string;
}

export interface FunnelStep {
  name: string;
  /** 1 to 5: an event that passes all of them is this step. */
  filters: string[];
}

export interface Funnel {
  funnel_id: string;
  name: string;
  /** 2 to 10. */
  steps: FunnelStep[];
  order: FunnelOrder;
  /** `session`, `visitor`, or a time such as `7d`. */
  within: string;
  created_at: string;
  changed_at: string;
}

/** Whose events are internal traffic. */
export interface InternalRule {
  rule_id: string;
  name: string;
  of: 'visitor' | 'session' | 'property';
  /** Of the visitor or session: the id itself is not kept. */
  hash: string | null;
  property: string | null;
  value: string | null;
  created_at: string;
}

export interface SavedSettings {
  /** What share keys may not ask about. `*` is every property, and the default. */
  private_properties: string[];
}

/** Bodies of POST. With an id in the path, what is left out stays. */
export interface SegmentBody {
  name?: string;
  filters?: string[];
}
export interface GoalBody {
  name?: string;
  filters?: string[];
  revenue?: GoalRevenue | null;
}
export interface FunnelBody {
  name?: string;
  steps?: FunnelStep[];
  order?: FunnelOrder;
  within?: string;
}
/** A `visitor`, a `session`, or a `property` with its `value`. */
export interface InternalRuleBody {
  name?: string;
  visitor?: string;
  session?: string;
  property?: string;
  value?: string;
}
export interface AnnotationBody {
  /** A UUID of the caller's: an annotation that is sent again is there once. Default: a new one. */
  annotation_id?: string;
  /** Default: `note`. */
  kind?: Annotation['kind'];
  /** Default: now. */
  at?: string;
  until?: string | null;
  text?: string;
  url?: string | null;
  version?: string | null;
}

interface Reply {
  status: 'success';
  timestamp: string;
}
export type SegmentReply = Reply & { segment: Segment };
export type SegmentsReply = Reply & { segments: Segment[] };
export type GoalReply = Reply & { goal: Goal };
export type GoalsListReply = Reply & { goals: Goal[] };
export type FunnelDefinitionReply = Reply & { funnel: Funnel };
export type FunnelsReply = Reply & { funnels: Funnel[] };
export type InternalRuleReply = Reply & { rule: InternalRule };
export type InternalRulesReply = Reply & { rules: InternalRule[] };
export type AnnotationReply = Reply & { annotation: Annotation };
/** Newest first. */
export type AnnotationsReply = Reply & { annotations: Annotation[]; next_cursor: string | null };
export type SavedSettingsReply = Reply & { settings: SavedSettings };
export type SavedDeletedReply = Reply;
