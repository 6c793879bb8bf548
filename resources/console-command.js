/**
 * The command line of the modem console: flags and converts full-width characters, keeps a history in the browser, and sends a
 * command to the module by ec20/command/<id>, which refuses what would break the session.
 */
(function () {
  var HISTORY_KEY = 'ec20-console-history';

  /** `_` translates; `idOf()` gives the chosen config node; `changed()` hears when a command begins or has ended. */
  function CommandLine(_, idOf, changed) {
    this._ = _;
    this.idOf = idOf;
    this.changed = changed;
    this.history = this.load();
    /** Where in the history the line stands; behind its end: what is being typed. */
    this.place = this.history.length;
    this.draft = '';
    this.isRunning = false;
  }

  /** Gives it its elements. */
  CommandLine.prototype.attach = function (view) {
    this.view = view;
  };

  CommandLine.prototype.load = function () {
    try {
      var kept = JSON.parse(window.localStorage.getItem(HISTORY_KEY));
      return Array.isArray(kept) ? kept.map(String) : [];
    } catch {
      return []; // damaged, or the browser keeps nothing
    }
  };

  /** Flags full-width characters while somebody types. */
  CommandLine.prototype.input = function () {
    var found = RED.ec20ConsoleText.convert(this.view.command.val());
    this.place = this.history.length;
    this.view.message.removeClass('ec20-console-refused').text(this.conversion(found));
  };

  CommandLine.prototype.conversion = function (found) {
    if (found.changes.length === 0) return '';
    var pairs = found.changes.map(function (change) {
      return (
        RED.ec20ConsoleText.visible(change.from) + '→' + (change.to === ' ' ? 'U+0020' : change.to || '∅')
      );
    });
    return this._('ec20-console.hint.fullWidth', { pairs: pairs.join(', '), command: found.text });
  };

  /** Enter sends; Up and Down go through the history. */
  CommandLine.prototype.key = function (event) {
    var isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    if (event.originalEvent.isComposing || !isPlain) return;
    var step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Enter') this.send();
    else if (step !== undefined) this.recall(step);
    else return;
    event.preventDefault();
  };

  CommandLine.prototype.recall = function (step) {
    var place = this.place + step;
    if (place < 0 || place > this.history.length) return;
    if (this.place === this.history.length) this.draft = this.view.command.val();
    this.place = place;
    this.view.command.val(place === this.history.length ? this.draft : this.history[place]);
    this.view.message.text('');
  };

  CommandLine.prototype.send = function () {
    var all = this;
    var found = RED.ec20ConsoleText.convert(this.view.command.val());
    var command = found.text.trim();
    if (command === '' || this.isRunning || this.view.command.prop('disabled')) return;
    this.isRunning = true;
    this.view.command.val(command);
    this.say(this._('ec20-console.hint.running', { command: command }) + ' ' + this.conversion(found), false);
    this.keep(command);
    this.changed();
    $.ajax({
      url: 'ec20/command/' + encodeURIComponent(this.idOf()) + '?lang=' + encodeURIComponent(RED.i18n.lang()),
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ command: command }),
    })
      .done(function (answer) {
        all.view.command.val('');
        all.say(command + ' → ' + answer.result, false);
      })
      .fail(function (request) {
        all.say(all.refusal(request), true);
      })
      .always(function () {
        all.isRunning = false;
        all.changed();
      });
  };

  CommandLine.prototype.refusal = function (request) {
    if (request.status === 401) return this._('ec20-console.hint.readOnly');
    var answer = request.responseJSON;
    return answer && answer.message ? answer.message : this._('ec20-console.failed.unreachable');
  };

  CommandLine.prototype.say = function (text, isRefusal) {
    this.view.message.toggleClass('ec20-console-refused', isRefusal).text(text);
  };

  CommandLine.prototype.keep = function (command) {
    this.history = RED.ec20ConsoleText.remember(this.history, command);
    this.place = this.history.length;
    try {
      window.localStorage.setItem(HISTORY_KEY, JSON.stringify(this.history));
    } catch {
      // A browser that keeps nothing: the history lives as long as the page.
    }
  };

  RED.ec20CommandLine = CommandLine;
})();
