/**
 * What the modem console does with texts, without a page: full-width characters converted, lines filtered, the history kept,
 * the trace written as a file. It knows no language: words come as arguments.
 */
(function () {
  /** Signs of a Chinese keyboard that lie outside the full-width block, and what a module wants in their place. */
  var SIGNS = {
    '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'", '。': '.', '、': ',', '「': '"', '」': '"',
    '—': '-', '–': '-', '－': '-', '￥': '$', '\u3000': ' ', '\u00a0': ' ',
    '\u200b': '', '\u200c': '', '\u200d': '', '\u2060': '', '\ufeff': '',
  }; // prettier-ignore
  /** U+FF01 to U+FF5E are ASCII, wider by this much. */
  var FULL_WIDTH = /[\uff01-\uff5e]/;
  var WIDER_BY = 0xfee0;

  var LONGEST_HISTORY = 50;
  /** Commands that hold a secret are not kept. */
  var SECRET =
    /aliauth|onenet|hwauth|\+QICSGP|\+QIREGAPP|\+CGAUTH|\$QCPDPP|\+CPIN=|\+CPWD|\+CLCK|\+QMTCONN|\+Q(HTTP|FTP|SMTP)CFG="(auth|account)"/i;
  /** IMEI, IMSI and ICCID have 15 to 20 digits, phone numbers 11 behind a country's code or a quote. */
  var PERSONAL = /\b\d{15,20}\b|\+86\d{11}\b|"1\d{10}"/g;
  var MARKS = { out: '→', in: '←', note: '·' };

  function converted(character) {
    if (Object.prototype.hasOwnProperty.call(SIGNS, character)) return SIGNS[character];
    if (!FULL_WIDTH.test(character)) return character;
    return String.fromCharCode(character.charCodeAt(0) - WIDER_BY);
  }

  /** The text with half-width characters, and each pair that was changed, once. */
  function convert(text) {
    var changes = [];
    var result = Array.from(text, function (character) {
      var to = converted(character);
      var known = changes.some(function (change) {
        return change.from === character;
      });
      if (to !== character && !known) changes.push({ from: character, to: to });
      return to;
    }).join('');
    return { text: result, changes: changes };
  }

  /** A character as people can see it: those without a shape by their number. */
  function visible(character) {
    if (/^[\s\u200b-\u200d\u2060\ufeff\u00a0]$/.test(character)) {
      return 'U+' + ('000' + character.charCodeAt(0).toString(16).toUpperCase()).slice(-4);
    }
    return character;
  }

  /** Whether a line is shown: it holds every word of the filter, and none that begins with a minus. */
  function matches(line, filter) {
    var text = line.toLowerCase();
    return filter
      .toLowerCase()
      .split(/\s+/)
      .every(function (word) {
        if (word.length > 1 && word.charAt(0) === '-') return text.indexOf(word.slice(1)) < 0;
        return text.indexOf(word) >= 0;
      });
  }

  /** The history, oldest first, with a command as its newest; one that holds a secret is left out. */
  function remember(history, command) {
    // The module ignores blanks, within a name too.
    if (SECRET.test(command.replace(/\s+/g, ''))) return history;
    var others = history.filter(function (each) {
      return each !== command;
    });
    return others.concat(command).slice(-LONGEST_HISTORY);
  }

  function two(number) {
    return ('0' + number).slice(-2);
  }

  /** Local time of day with milliseconds. */
  function timeOfDay(at) {
    var time = new Date(at);
    var seconds = two(time.getHours()) + ':' + two(time.getMinutes()) + ':' + two(time.getSeconds());
    return seconds + '.' + ('00' + time.getMilliseconds()).slice(-3);
  }

  /** The trace as a file: heading lines, a blank one, then a line for each entry; personal numbers masked. */
  function file(heading, entries) {
    var lines = entries.map(function (entry) {
      return new Date(entry.at).toISOString() + ' ' + MARKS[entry.direction] + ' ' + entry.text;
    });
    return (heading.concat('', lines).join('\n') + '\n').replace(PERSONAL, '***');
  }

  RED.ec20ConsoleText = {
    convert: convert,
    visible: visible,
    matches: matches,
    remember: remember,
    timeOfDay: timeOfDay,
    file: file,
    MARKS: MARKS,
  };
})();
