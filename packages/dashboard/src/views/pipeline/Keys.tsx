import { KEY_ROUTES, type KeyCreatedReply, type KeyRow, type KeysReply } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ask } from '../../api/ask.ts';
import { formatMinute } from '../../format.ts';
import { session } from '../../frame/session.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { EnvironmentField } from '../../parts/EnvironmentField.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { NotHere } from '../../parts/NotHere.tsx';
import { OnceSecret } from '../../parts/OnceSecret.tsx';
import { useAsk } from '../../parts/useAsk.ts';
import { SegmentField } from '../../share/SegmentField.tsx';
import { ShareLinks } from '../../share/ShareLinks.tsx';
import { shareTexts } from '../../share/texts.ts';
import { texts as shared } from '../../texts.ts';
import { keyTexts } from './keyTexts.ts';
import { texts } from './texts.ts';

/** The keys of the customer: list, make, rotate, revoke. */
export function Keys({ isMemory }: { isMemory: boolean }) {
  const { reply, error, again } = useAsk<KeysReply>(isMemory ? null : KEY_ROUTES.keys);
  const [made, setMade] = useState<KeyCreatedReply | null>(null);
  if (isMemory) return <NotHere title={texts.memory.title} hint={texts.memory.keys} />;
  const keys = [...(reply?.keys ?? [])].reverse();
  const ended = keys.filter(hasEnded);
  const active = keys.filter((key) => !hasEnded(key) && !key.share_link);
  const links = keys.filter((key) => !hasEnded(key) && key.share_link);
  const post = async (path: string, body: object) => {
    const answer = await ask<KeyCreatedReply>(path, { method: 'POST', body });
    if (answer.token) setMade(answer);
    again();
  };
  const show = (key: KeyRow) => <Row key={key.id} row={key} post={post} />;
  return (
    <>
      <section class="card stack">
        <header class="row spread">
          <h2>{keyTexts.title}</h2>
          <Make post={post} />
        </header>
        <p class="quiet">
          {keyTexts.hint} {keyTexts.given}
        </p>
        {made && <OnceSecret title={keyTexts.made(made.key.id)} hint={keyTexts.once} secret={made.token} />}
        {error !== undefined && <ErrorNote error={error} />}
        {reply === null && error === undefined && <p class="quiet">{shared.loading}</p>}
        {reply && active.length === 0 && (
          <div class="empty">
            <h3>{keyTexts.none.title}</h3>
            <p>{keyTexts.none.hint}</p>
          </div>
        )}
        <ul class="rows">{active.map(show)}</ul>
        {ended.length > 0 && (
          <details>
            <summary>{keyTexts.ended(ended.length)}</summary>
            <ul class="rows">{ended.map(show)}</ul>
          </details>
        )}
      </section>
      <ShareLinks keys={reply && links} onChange={again} />
    </>
  );
}

function Make({ post }: { post: (path: string, body: object) => Promise<void> }) {
  const [kind, setKind] = useState('write');
  const make = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const origins = text('origins')
      .split(/[\s,]+/)
      .filter(Boolean);
    return post(KEY_ROUTES.keys, {
      kind: text('kind'),
      ...(text('segment') && { segment: text('segment') }),
      ...(text('label') && { label: text('label') }),
      ...(origins.length > 0 && { origins }),
      ...(text('environment') && { environment: text('environment') }),
      ...(text('days') && { expires_in_days: Number(text('days')) }),
    });
  };
  return (
    <Confirm
      label={keyTexts.make}
      look="primary"
      title={keyTexts.makeTitle}
      action={keyTexts.makeAction}
      onOpen={() => setKind('write')}
      onConfirm={make}
    >
      <label class="field">
        <span>{keyTexts.kind}</span>
        <select class="input" name="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          <option value="write">{keyTexts.kindNames.write}</option>
          <option value="full">{keyTexts.kindNames.full}</option>
          <option value="share">{keyTexts.kindNames.share}</option>
        </select>
      </label>
      {kind === 'share' && <SegmentField />}
      <label class="field">
        <span>{keyTexts.label}</span>
        <input class="input" name="label" maxLength={200} placeholder={keyTexts.labelExample} autocomplete="off" />
      </label>
      <label class="field">
        <span>{keyTexts.origins}</span>
        <input
          class="input"
          name="origins"
          placeholder={keyTexts.originsExample}
          autocapitalize="none"
          spellcheck={false}
        />
      </label>
      {kind !== 'share' && <EnvironmentField />}
      <label class="field">
        <span>{keyTexts.days}</span>
        <input class="input" name="days" type="number" min={1} max={3650} inputMode="numeric" />
      </label>
    </Confirm>
  );
}

function Row({ row, post }: { row: KeyRow; post: (path: string, body: object) => Promise<void> }) {
  const { id, kind, label, origins, segment, environment, share_link, created_at } = row;
  const { expires_at, revoked_at, last_used_at } = row;
  const isYours = session.value.is === 'in' && session.value.key.id === id;
  const isEnded = hasEnded(row);
  const pathOf = (path: string) => path.replace(':key_id', id);
  return (
    <li>
      <div class="what">
        <span class="row">
          <strong>{label ?? keyTexts.noLabel}</strong>
          <span class={`badge ${kind === 'full' && !isEnded ? 'wait' : ''}`}>
            {share_link ? keyTexts.ofLink : keyTexts.kinds[kind]}
          </span>
          {environment && <span class="badge">{keyTexts.only[environment]}</span>}
          {isEnded && <span class="badge bad">{revoked_at ? keyTexts.states.revoked : keyTexts.states.expired}</span>}
          {!isEnded && expires_at && <span class="badge">{keyTexts.until(formatMinute(expires_at))}</span>}
          {isYours && <span class="badge good">{keyTexts.yours}</span>}
        </span>
        <span class="quiet">
          <span class="mono">{id}</span> · {keyTexts.created(formatMinute(created_at))} ·{' '}
          {last_used_at ? keyTexts.used(formatMinute(last_used_at)) : keyTexts.unused}
        </span>
        <span class="quiet">
          {origins?.join(', ') ?? keyTexts.any}
          {kind === 'share' && ` · ${shareTexts.of(segment)}`}
        </span>
      </div>
      {!isEnded && (
        <div class="row">
          <Confirm
            label={keyTexts.rotate}
            name={keyTexts.rotateName(id)}
            title={keyTexts.rotateTitle(id)}
            action={keyTexts.rotateAction}
            onConfirm={(form) => post(pathOf(KEY_ROUTES.rotate), { overlap_hours: Number(form.get('overlap')) })}
          >
            <p>{keyTexts.rotateHint}</p>
            <label class="field">
              <span>{keyTexts.overlap}</span>
              <input class="input" name="overlap" type="number" min={0} max={720} value={24} required />
            </label>
          </Confirm>
          <Confirm
            label={keyTexts.revoke}
            name={keyTexts.revokeName(id)}
            look="danger"
            isDangerous
            title={keyTexts.revokeTitle(id)}
            action={keyTexts.revokeAction}
            onConfirm={() => post(pathOf(KEY_ROUTES.revoke), {})}
          >
            <p>{keyTexts.revokeHint}</p>
            {last_used_at && <p>{keyTexts.revokeUsed(formatMinute(last_used_at))}</p>}
            {isYours && <div class="note bad">{keyTexts.revokeYours}</div>}
          </Confirm>
        </div>
      )}
    </li>
  );
}

function hasEnded({ revoked_at, expires_at }: KeyRow): boolean {
  return revoked_at !== null || (expires_at !== null && Date.parse(expires_at) <= Date.now());
}
