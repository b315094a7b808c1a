import type { TrackingCheck, TrackingFinding } from '@onevault/contract';
import { idOfKey, type StoredKey } from '../engine/port.ts';
import { NEVER_USED_DAYS, UNUSED_DAYS } from './thresholds.ts';
import { count, toCheck } from './toCheck.ts';

const DAY_MS = 86_400_000;

/** Write keys that nobody uses: the site has another one, or the key may be lost. */
export function judgeKeys(
  keys: readonly StoredKey[],
  { now, hasTraffic }: { now: string; hasTraffic: boolean },
): TrackingCheck {
  const nowMs = Date.parse(now);
  const active = keys.filter(
    ({ scope, revokedAt, expiresAt }) =>
      scope === 'write' && revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > nowMs),
  );
  const findings = active.flatMap((key): (TrackingFinding & { days: number })[] => {
    const days = Math.floor((nowMs - Date.parse(key.lastUsedAt ?? key.createdAt)) / DAY_MS);
    const isNever = key.lastUsedAt === null;
    // Without any traffic the site is down or new, and it is not the key's fault.
    if (isNever ? days < NEVER_USED_DAYS : days < UNUSED_DAYS || !hasTraffic) return [];
    const name = `The write key ${idOfKey(key)}${key.label ? ` (${key.label})` : ''}`;
    return [
      {
        days,
        subject: { kind: 'key', value: idOfKey(key) },
        message: isNever
          ? `${name} was never used in the ${days} days since it was made.`
          : `${name} was not used for ${days} days, while events arrive with other keys.`,
        counts: { days_unused: days },
        since: key.lastUsedAt ?? key.createdAt,
        last_at: key.lastUsedAt,
        todo: 'If a site should use it, check apiToken there and whether the tracker runs. Otherwise revoke it: nobody would notice who uses a forgotten key.',
      },
    ];
  });
  return toCheck('unused_key', {
    from: null,
    to: now,
    counts: { write_keys: active.length },
    threshold: { never_used_days: NEVER_USED_DAYS, unused_days: UNUSED_DAYS },
    findings: findings.sort((a, b) => b.days - a.days).map(({ days: _days, ...finding }) => finding),
    unknown:
      active.length === 0 &&
      'There is no write key in the database. Keys of the command line (--key) are not stored, so their use is not known.',
    fine: `${count(active.length, 'write key is', 'write keys are')} in use or new.`,
  });
}
