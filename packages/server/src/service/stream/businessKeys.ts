/** Turns ids into business keys as SQL does it: docs/pipeline.md, Business keys. */

export function toSessionKey(sessionId: string): string {
  return sessionId.startsWith('sess_') || sessionId.startsWith('session_') ? sessionId : `session_${sessionId}`;
}

export function toVisitorKey(visitorId: string): string {
  return visitorId.startsWith('visitor_') ? visitorId : `visitor_${visitorId}`;
}
