import { useState } from 'preact/hooks';
import { AskError, toAskError } from '../../api/ask.ts';
import { texts } from './texts.ts';

const KEPT_FOR_MS = 60_000;

/** Downloads the answer of a question as CSV, from the same endpoint. */
export function CsvButton({ path, name }: { path: string; name: string }) {
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    setFailure('');
    try {
      const answer = await fetch(path, { headers: { Accept: 'text/csv' } });
      if (!answer.ok) throw await toAskError(answer, path);
      const url = URL.createObjectURL(await answer.blob());
      const link = Object.assign(document.createElement('a'), { href: url, download: `${toFileName(name)}.csv` });
      link.click();
      // Later: the browser begins to read when it has time, and a url that is gone is no download.
      setTimeout(() => URL.revokeObjectURL(url), KEPT_FOR_MS);
    } catch (error) {
      setFailure(error instanceof AskError && error.message ? error.message : texts.csvFailed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {failure && (
        <span class="bad-text small" role="alert">
          {failure}
        </span>
      )}
      <button
        type="button"
        class="button plain compact"
        disabled={isBusy}
        aria-label={texts.csvOf(name)}
        onClick={() => void download()}
      >
        {texts.csv}
      </button>
    </>
  );
}

const toFileName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
