import { editorLanguage } from './definition';

/**
 * Reports the language of this editor to the runtime, for its statuses and errors: now, and before each deploy, so that the first
 * error of the deployed flows is in it already. Node-RED's own event comes after the deploy.
 */
export function reportLanguage(): void {
  report('look');
  $(document).on('ajaxSend', (_event, _request, { type, url }: JQuery.AjaxSettings) => {
    if (type?.toUpperCase() === 'POST' && /(^|\/)flows$/.test(url ?? '')) report('deploy');
  });
}

function report(action: 'look' | 'deploy'): void {
  // The runtime would refuse it.
  if (!RED.user.hasPermission('flows.write')) return;
  void $.ajax({
    url: 'ec20/language',
    type: 'POST',
    contentType: 'application/json',
    data: JSON.stringify({ language: editorLanguage(), action }),
  });
}
