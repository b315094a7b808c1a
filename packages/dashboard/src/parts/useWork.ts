import { useState } from 'preact/hooks';

/** Work that a button starts: whether it runs, and what came of it. */
export function useWork<Result>() {
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<Result | null>(null);
  const [error, setError] = useState<unknown>(undefined);
  const start = async (work: () => Promise<Result>): Promise<Result | null> => {
    setBusy(true);
    setError(undefined);
    setResult(null);
    try {
      const done = await work();
      setResult(done);
      return done;
    } catch (reason) {
      setError(reason);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const clear = () => {
    setResult(null);
    setError(undefined);
  };
  return { isBusy, result, error, start, clear };
}
