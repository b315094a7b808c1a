/** The wire of `/api/v1/alerts/`: rules, firings, destinations and deliveries. */

/** What a rule watches: docs/alerts.md describes each kind and its settings. */
export type AlertKind =
  | 'no_events'
  | 'rate_below'
  | 'rate_above'
  | 'bad_share'
  | 'set_aside_backlog'
  | 'lag'
  | 'event_quiet'
  | 'error_spike'
  | 'goal';

export interface AlertRule {
  rule_id: string;
  name: string;
  kind: AlertKind;
  /** All settings of the kind, with `for_minutes` and `resolve_minutes`. */
  settings: Record<string, number | string>;
  /** Ids of destinations; null: all of the customer. */
  destinations: string[] | null;
  enabled: boolean;
  /** `pending`: the limit is crossed, but not for `for_minutes` yet. */
  state: 'off' | 'ok' | 'pending' | 'firing' | 'acknowledged';
  created_at: string;
  evaluated_at: string | null;
}

/** Body of `POST /api/v1/alerts/rules`, and with any of the fields except `kind` of `POST /api/v1/alerts/rules/{rule_id}`. */
export interface AlertRuleBody {
  /** 1 to 200 characters. */
  name?: string;
  kind?: AlertKind;
  settings?: Record<string, number | string>;
  destinations?: string[] | null;
  enabled?: boolean;
}

export interface AlertFiring {
  firing_id: string;
  rule_id: string;
  /** As it was when the rule began to fire. */
  rule_name: string;
  kind: AlertKind;
  state: 'firing' | 'acknowledged' | 'resolved';
  message: string;
  /** When the rule began to fire. */
  value: number | null;
  threshold: number;
  started_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  resolved_at: string | null;
  resolved_by: 'itself' | 'rule_changed' | 'rule_deleted' | null;
}

export interface AlertDestination {
  destination_id: string;
  kind: 'webhook' | 'email';
  address: string;
  label: string | null;
  created_at: string;
  /** Set when the receiver answered 410 Gone: nothing is sent any more. */
  disabled_at: string | null;
}

/** Body of `POST /api/v1/alerts/destinations`. */
export interface AlertDestinationBody {
  kind: 'webhook' | 'email';
  /** An https or http URL, or an e-mail address. */
  address: string;
  label?: string | null;
}

export interface AlertDelivery {
  /** With `msg_` before it: the `webhook-id`, the same for every attempt. */
  delivery_id: string;
  destination_id: string;
  /** Null for a test or a report. */
  firing_id: string | null;
  /** Of a report. */
  report_id: string | null;
  event: 'alert.firing' | 'alert.resolved' | 'alert.test' | 'report';
  /** `failed`: given up. */
  state: 'waiting' | 'delivered' | 'failed';
  created_at: string;
  delivered_at: string | null;
  next_attempt_at: string | null;
  /** The log, oldest first. */
  attempts: AlertAttempt[];
}

export interface AlertAttempt {
  at: string;
  /** The status of the webhook's answer, or of the mail server's. */
  status?: number;
  /** Why it failed. */
  error?: string;
  /** The start of a webhook's answer, when it failed. */
  excerpt?: string;
  duration_ms: number;
}

/** GET `/api/v1/alerts/rules`. */
export interface AlertRulesReply {
  status: 'success';
  rules: AlertRule[];
  timestamp: string;
}

/** POST `/api/v1/alerts/rules`, POST `/api/v1/alerts/rules/{rule_id}`. */
export interface AlertRuleReply {
  status: 'success';
  rule: AlertRule;
  timestamp: string;
}

/** GET `/api/v1/alerts/firings`, newest first. */
export interface AlertFiringsReply {
  status: 'success';
  firings: AlertFiring[];
  next_cursor: string | null;
  timestamp: string;
}

/** POST `/api/v1/alerts/firings/{firing_id}/acknowledge`. */
export interface AlertFiringReply {
  status: 'success';
  firing: AlertFiring;
  timestamp: string;
}

/** GET `/api/v1/alerts/destinations`. */
export interface AlertDestinationsReply {
  status: 'success';
  destinations: AlertDestination[];
  timestamp: string;
}

/** POST `/api/v1/alerts/destinations`. */
export interface AlertDestinationReply {
  status: 'success';
  destination_id: string;
  /** Signs the webhook. Shown only in this answer. */
  secret?: string;
  timestamp: string;
}

/** GET `/api/v1/alerts/deliveries`, newest first. */
export interface AlertDeliveriesReply {
  status: 'success';
  deliveries: AlertDelivery[];
  next_cursor: string | null;
  timestamp: string;
}

/** POST `/api/v1/alerts/destinations/{destination_id}/test`. */
export interface AlertTestReply {
  status: 'success';
  delivery_id: string;
  timestamp: string;
}

/** DELETE of a rule or destination. */
export interface AlertDeletedReply {
  status: 'success';
  timestamp: string;
}
