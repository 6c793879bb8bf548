/**
 * The modem console: a sidebar tab with the live AT trace of an ec20-modem node and a line for commands. The runtime tells by
 * RED.comms only that there is something new; the lines are read from ec20/trace/<id>, which also says that somebody looks.
 */
(function () {
  /** Reads again after so long without news: the runtime's lease must not end, and news may get lost. */
  var RENEW_MS = 5000;
  var LOOK_MS = 500;
  /** Entries kept for filter and download. */
  var MOST_ENTRIES = 2000;
  /** A pointer that only passes over lines asks nothing. */
  var HOVER_MS = 80;

  function Console(_) {
    var all = this;
    this._ = _;
    this.entries = [];
    this.reading = {};
    this.hints = {};
    this.id = '';
    this.pausedAt = undefined;
    this.lastReadMs = 0;
    this.isReading = false;
    this.isMissed = false;
    this.line = new RED.ec20CommandLine(
      _,
      function () {
        return all.id;
      },
      function () {
        all.showState();
        all.read();
      },
    );
    this.view = new RED.ec20ConsoleView(_, this.calls());
    this.line.attach(this.view);
    this.hear = function () {
      all.read();
    };
    this.mayWrite = RED.user.hasPermission('ec20.write');
  }

  /** Whom the elements call. */
  Console.prototype.calls = function () {
    var calls = {};
    var hand = function (owner, name) {
      calls[name] = function () {
        owner[name].apply(owner, arguments);
      };
    };
    ['choose', 'filter', 'pause', 'clear', 'save', 'point'].forEach(hand.bind(null, this));
    ['input', 'key', 'send'].forEach(hand.bind(null, this.line));
    return calls;
  };

  Console.prototype.start = function () {
    var all = this;
    var offer = function () {
      all.offer();
    };
    ['nodes:add', 'nodes:remove', 'nodes:change', 'deploy', 'flows:loaded'].forEach(function (event) {
      RED.events.on(event, offer);
    });
    RED.events.on('deploy', function () {
      all.lastReadMs = 0;
    });
    var wasVisible = false;
    window.setInterval(function () {
      var isVisible = all.view.isVisible();
      if (isVisible && !wasVisible) all.offer();
      if (isVisible && (!wasVisible || Date.now() - all.lastReadMs >= RENEW_MS)) all.read();
      wasVisible = isVisible;
    }, LOOK_MS);
    this.offer();
    this.showState();
  };

  Console.prototype.offer = function () {
    var modems = [];
    RED.nodes.eachConfig(function (node) {
      if (node.type === 'ec20-modem')
        modems.push({ id: node.id, name: node.name || node.deviceName || node.id });
    });
    var id = this.view.offer(modems);
    if (id !== this.id) this.watch(id);
  };

  Console.prototype.choose = function () {
    this.watch(this.view.modems.val() || '');
  };

  Console.prototype.watch = function (id) {
    if (this.id !== '') RED.comms.unsubscribe('ec20/trace/' + this.id, this.hear);
    this.id = id;
    this.reading = {};
    this.clear();
    this.showState();
    if (id === '') return;
    RED.comms.subscribe('ec20/trace/' + id, this.hear);
    this.read();
  };

  /** One question at a time; what comes meanwhile is asked for afterwards. */
  Console.prototype.read = function () {
    var all = this;
    var id = this.id;
    if (id === '' || !this.view.isVisible()) return;
    if (this.isReading) {
      this.isMissed = true;
      return;
    }
    this.isReading = true;
    this.isMissed = false;
    this.lastReadMs = Date.now();
    var question = { epoch: this.reading.epoch, after: this.reading.next, lang: RED.i18n.lang() };
    $.getJSON('ec20/trace/' + encodeURIComponent(id), question)
      .done(function (reading) {
        if (id === all.id) all.take(reading);
      })
      .fail(function (request) {
        if (id === all.id) all.take({ failed: request.status === 401 ? 'forbidden' : 'unreachable' });
      })
      .always(function () {
        all.isReading = false;
        if (all.isMissed) all.read();
      });
  };

  Console.prototype.take = function (reading) {
    var entries = reading.entries || [];
    if (reading.failed !== undefined) {
      reading.epoch = this.reading.epoch;
      reading.next = this.reading.next;
    }
    if (reading.left > 0) entries = [{ left: reading.left }].concat(entries);
    this.reading = reading;
    this.entries = this.entries.concat(entries).slice(-MOST_ENTRIES);
    this.showState();
    if (this.pausedAt === undefined) this.view.add(this.filtered(entries));
    else {
      this.waiting += entries.length;
      this.view.showPause(this.waiting);
    }
  };

  Console.prototype.showState = function () {
    var reading = this.reading;
    var state = this.stateKey();
    this.view.state.text(state === '' ? '' : this._('ec20-console.state.' + state));
    var trouble = '';
    if (this.id === '') trouble = this._('ec20-console.hint.add');
    else if (reading.failed !== undefined) trouble = this._('ec20-console.failed.' + reading.failed);
    else if (reading.deployed === false) trouble = this._('ec20-console.hint.deploy');
    else if (reading.deployed && reading.epoch === '' && !reading.reason)
      trouble = this._('ec20-console.hint.unused');
    else if (reading.reason) trouble = reading.reason;
    this.view.trouble.text(trouble);
    var canWrite = this.mayWrite && reading.deployed === true;
    this.view.command.prop('disabled', !canWrite);
    this.view.classics.prop('disabled', !canWrite);
    this.view.send.prop('disabled', !canWrite || this.line.isRunning);
    if (!this.mayWrite) this.view.message.text(this._('ec20-console.hint.readOnly'));
  };

  Console.prototype.stateKey = function () {
    if (this.id === '' || this.reading.failed !== undefined) return '';
    return this.reading.deployed === false ? 'missing' : this.reading.state || '';
  };

  Console.prototype.filtered = function (entries) {
    var filter = this.view.filter.val();
    return entries.filter(function (entry) {
      return entry.left !== undefined || RED.ec20ConsoleText.matches(entry.text, filter);
    });
  };

  /** What can be seen now: while paused, without what has come since. */
  Console.prototype.shown = function () {
    var entries = this.pausedAt === undefined ? this.entries : this.pausedAt;
    return this.filtered(entries);
  };

  Console.prototype.filter = function () {
    this.view.show(this.shown());
  };

  Console.prototype.pause = function () {
    this.pausedAt = this.pausedAt === undefined ? this.entries : undefined;
    this.waiting = 0;
    this.view.showPause(this.pausedAt === undefined ? undefined : 0);
    if (this.pausedAt === undefined) this.view.show(this.shown());
  };

  Console.prototype.clear = function () {
    this.entries = [];
    if (this.pausedAt !== undefined) this.pausedAt = this.entries;
    this.waiting = 0;
    this.view.showPause(this.pausedAt === undefined ? undefined : 0);
    this.view.show([]);
  };

  Console.prototype.save = function () {
    var _ = this._;
    var reading = this.reading;
    var module = [reading.model, reading.revision].filter(Boolean).join(' ');
    var heading = [
      _('ec20-console.file.title'),
      _('ec20-console.file.module', { module: module || _('ec20-console.file.unknown') }),
      _('ec20-console.file.made', { time: new Date().toISOString() }),
      _('ec20-console.file.state', { state: this.view.state.text() }),
      _('ec20-console.file.masked'),
    ];
    var entries = this.shown().map(function (entry) {
      if (entry.left === undefined) return entry;
      return { at: Date.now(), direction: 'note', text: _('ec20-console.hint.left', { count: entry.left }) };
    });
    var text = RED.ec20ConsoleText.file(heading, entries);
    var address = window.URL.createObjectURL(new window.Blob([text], { type: 'text/plain;charset=utf-8' }));
    var name = 'ec20-trace-' + new Date().toISOString().replace(/[:.]/g, '-') + '.txt';
    var link = $('<a></a>').attr({ href: address, download: name }).appendTo('body');
    link[0].click();
    link.remove();
    window.URL.revokeObjectURL(address);
  };

  /** Shows what a line says, below the trace and at the pointer. */
  Console.prototype.point = function (entry, line) {
    var all = this;
    var key = entry.direction + entry.text;
    this.pointed = key;
    if (this.hints[key] !== undefined) {
      this.showHint(entry, line);
      return;
    }
    window.clearTimeout(this.hovering);
    this.hovering = window.setTimeout(function () {
      var question = { direction: entry.direction, line: entry.text, lang: RED.i18n.lang() };
      $.getJSON('ec20/hint', question).done(function (answer) {
        all.hints[key] = answer.hint;
        if (all.pointed === key) all.showHint(entry, line);
      });
    }, HOVER_MS);
  };

  Console.prototype.showHint = function (entry, line) {
    var hint = this.hints[entry.direction + entry.text];
    line.attr('title', hint);
    this.view.hint.text(hint || this._('ec20-console.hint.unknown', { line: entry.text }));
  };

  RED.ec20Console = {
    /** Adds the tab; `_` translates. */
    add: function (_) {
      var console = new Console(_);
      RED.sidebar.addTab({
        id: 'ec20-console',
        label: _('ec20-console.label.tab'),
        name: _('ec20-console.label.name'),
        iconClass: 'fa fa-terminal',
        content: console.view.content,
        enableOnEdit: true,
      });
      console.start();
    },
  };
})();
