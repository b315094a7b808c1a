import { texts } from '../../texts.ts';

export default function InstallView() {
  return (
    <div class="view">
      <h1 tabIndex={-1}>{texts.install.title}</h1>
    </div>
  );
}
