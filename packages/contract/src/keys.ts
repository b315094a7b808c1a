/** Keys over HTTP. */
import type { Environment } from './environment.ts';

/** A key of the customer, without its token. */
export interface KeyRow {
  /** The first digits of its hash. It grants no access. */
  id: string;
  kind: 'full' | 'write' | 'share';
  label: string | null;
  /** The sites that may use it; null: any. */
  origins: string[] | null;
  /** Of a share key: the name of the segment that it sees; null: everything. */
  segment: string | null;
  /** The only environment whose events it accepts; null: any. */
  environment: Environment | null;
  /** Whether it stands behind a share link. */
  share_link: boolean;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  /** To the minute. */
  last_used_at: string | null;
}

/** GET `/api/v1/keys`: oldest first, with revoked and expired ones. */
export interface KeysReply {
  status: 'success';
  keys: KeyRow[];
  timestamp: string;
}

/** Body of POST `/api/v1/keys`. */
export interface KeyBody {
  /** `share`: only asks questions of analytics that show no single visitor. */
  kind: 'full' | 'write' | 'share';
  /** A name for people, up to 200 characters. */
  label?: string | null;
  /** 1 to 20; null: any. */
  origins?: string[] | null;
  /** 1 to 3,650; null: never. */
  expires_in_days?: number | null;
  /** Only of a share key: the name of a saved segment, which is all that it sees; null: everything. */
  segment?: string | null;
  /** Of a full or write key: accepts only events of this environment, and for `production` none of a browser that a program drives; null: any. */
  environment?: Environment | null;
}

/** POST `/api/v1/keys`, and `/api/v1/keys/{key_id}/rotate`. */
export interface KeyCreatedReply {
  status: 'success';
  /** Shown only in this answer. */
  token: string;
  key: KeyRow;
  /** The key that it replaces, after a rotation. */
  replaced?: KeyRow;
  timestamp: string;
}

/** POST `/api/v1/keys/{key_id}/revoke`. */
export interface KeyRevokedReply {
  status: 'success';
  key: KeyRow;
  timestamp: string;
}

/** Body of POST `/api/v1/keys/share-links`. */
export interface ShareLinkBody {
  /** A name for people, up to 200 characters. */
  label?: string | null;
  /** The name of a saved segment, which is all that it shows; null: everything. */
  segment?: string | null;
  /** 1 to 365. Default: 30. */
  expires_in_days?: number;
}

/** POST `/api/v1/keys/share-links`. */
export interface ShareLinkReply {
  status: 'success';
  /** A path of the server, with an invitation behind `#`. Shown only in this answer. */
  link: string;
  /** Revoking it ends the link, and the sessions of all who have opened it. */
  key: KeyRow;
  timestamp: string;
}
