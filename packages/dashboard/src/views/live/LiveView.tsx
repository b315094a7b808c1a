import { texts } from '../../texts.ts';

export default function LiveView() {
  return (
    <div class="view">
      <h1 tabIndex={-1}>{texts.live.title}</h1>
    </div>
  );
}
