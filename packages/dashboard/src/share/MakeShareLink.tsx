import { KEY_ROUTES, type ShareLinkReply } from '@onevault/contract';
import { ask } from '../api/ask.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { OnceSecret } from '../parts/OnceSecret.tsx';
import { SegmentField } from './SegmentField.tsx';
import { shareTexts } from './texts.ts';

const DEFAULT_DAYS = 30;

interface MakeShareLinkProps {
  label: string;
  onMade(made: ShareLinkReply): void;
}

/** A button that makes a share link: for whom, what it shows, and until when. */
export function MakeShareLink({ label, onMade }: MakeShareLinkProps) {
  const make = async (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const body = {
      ...(text('label') && { label: text('label') }),
      ...(text('segment') && { segment: text('segment') }),
      expires_in_days: Number(text('days')),
    };
    onMade(await ask<ShareLinkReply>(KEY_ROUTES.shareLinks, { method: 'POST', body }));
  };
  return (
    <Confirm label={label} title={shareTexts.makeTitle} action={shareTexts.makeAction} onConfirm={make}>
      <p class="quiet">
        {shareTexts.makeHint} <a href="/pipeline/keys">{shareTexts.list}</a>.
      </p>
      <label class="field">
        <span>{shareTexts.label}</span>
        <input class="input" name="label" maxLength={200} placeholder={shareTexts.labelExample} autocomplete="off" />
      </label>
      <SegmentField />
      <label class="field">
        <span>{shareTexts.days}</span>
        <input
          class="input"
          name="days"
          type="number"
          min={1}
          max={365}
          inputMode="numeric"
          defaultValue={String(DEFAULT_DAYS)}
          required
        />
      </label>
    </Confirm>
  );
}

/** The link, once. */
export function MadeShareLink({ link }: ShareLinkReply) {
  return <OnceSecret title={shareTexts.made} hint={shareTexts.once} secret={location.origin + link} />;
}
