import { KEY_ROUTES, type KeyRow, type ShareLinkReply } from '@onevault/contract';
import { useState } from 'preact/hooks';
import { ask } from '../api/ask.ts';
import { formatMinute } from '../format.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { MadeShareLink, MakeShareLink } from './MakeShareLink.tsx';
import { shareTexts } from './texts.ts';

interface ShareLinksProps {
  /** The keys of the links that work; null while they are loaded. */
  keys: KeyRow[] | null;
  onChange(): void;
}

/** The share links that work: make, revoke. */
export function ShareLinks({ keys, onChange }: ShareLinksProps) {
  const [made, setMade] = useState<ShareLinkReply | null>(null);
  const show = (reply: ShareLinkReply) => {
    setMade(reply);
    onChange();
  };
  const revoke = async (id: string) => {
    await ask(KEY_ROUTES.revoke.replace(':key_id', id), { method: 'POST', body: {} });
    if (made?.key.id === id) setMade(null);
    onChange();
  };
  return (
    <section class="card stack">
      <header class="row spread">
        <h2>{shareTexts.title}</h2>
        <MakeShareLink label={shareTexts.make} onMade={show} />
      </header>
      <p class="quiet">{shareTexts.hint}</p>
      {made && <MadeShareLink {...made} />}
      {keys?.length === 0 && (
        <div class="empty">
          <h3>{shareTexts.none.title}</h3>
          <p>{shareTexts.none.hint}</p>
        </div>
      )}
      <ul class="rows">
        {keys?.map(({ id, label, segment, created_at, expires_at, last_used_at }) => (
          <li key={id}>
            <div class="what">
              <span class="row">
                <strong>{label ?? shareTexts.noLabel}</strong>
                {expires_at && <span class="badge">{shareTexts.until(formatMinute(expires_at))}</span>}
              </span>
              <span>{shareTexts.of(segment)}</span>
              <span class="quiet">
                <span class="mono">{id}</span> · {shareTexts.created(formatMinute(created_at))} ·{' '}
                {last_used_at ? shareTexts.used(formatMinute(last_used_at)) : shareTexts.unused}
              </span>
            </div>
            <Confirm
              label={shareTexts.revoke}
              name={shareTexts.revokeName(label ?? id)}
              look="danger"
              isDangerous
              title={shareTexts.revokeTitle}
              action={shareTexts.revokeAction}
              onConfirm={() => revoke(id)}
            >
              <p>{shareTexts.revokeHint}</p>
            </Confirm>
          </li>
        ))}
      </ul>
    </section>
  );
}
