/**
 * The thing model (TSL) in the editor: read from what the console exports, reduced to what the runtime checks, and offered to
 * the dialogs. It knows no language: a fault is a key of ec20-modem's texts (`ec20-modem.thingModel.…`) with its values.
 * Source of the format: Alibaba Cloud IoT Platform, 什么是物模型, 物模型TSL字段说明.
 */
(function () {
  /** A larger model doesn't go into the flow file, but into a file beside it. */
  var LIMIT_BYTES = 65536;
  var PARTS = ['properties', 'events', 'services'];
  /** What the platform adds to every model by itself. */
  var MADE_BY_PLATFORM = /^(post|set|get)$/;
  var IDENTIFIER = /^[A-Za-z0-9_]{1,50}$/;
  var TYPES = /^(int|float|double|enum|bool|text|date|struct|array)$/;
  /** The fields that are kept of each part; those of an item whose value is a list of parameters are reduced too. */
  var KEPT = ['identifier', 'name', 'accessMode', 'type', 'required', 'callType', 'dataType', 'unit'];
  var PARAMETERS = ['inputData', 'outputData'];

  function Fault(key, values) {
    this.key = key;
    this.values = values || {};
  }

  function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Fault('notJson', { detail: error.message });
    }
  }

  function listAt(owner, part, place) {
    var list = owner[part] === undefined ? [] : owner[part];
    if (!Array.isArray(list)) throw new Fault('notList', { place: place });
    return list;
  }

  function checkType(dataType, place) {
    if (!isObject(dataType) || !TYPES.test(dataType.type))
      throw new Fault('type', { place: place + '.dataType' });
    if (dataType.type === 'struct') {
      if (!Array.isArray(dataType.specs)) throw new Fault('notList', { place: place + '.dataType.specs' });
      checkItems(dataType.specs, place + '.dataType.specs', true);
    }
  }

  /** Each item has an identifier that no other one has, and a type where it holds a value. */
  function checkItems(items, place, typed) {
    var seen = [];
    items.forEach(function (item, index) {
      var here = place + '[' + index + ']';
      if (!isObject(item) || typeof item.identifier !== 'string' || !IDENTIFIER.test(item.identifier))
        throw new Fault('identifier', { place: here });
      if (seen.indexOf(item.identifier) >= 0) {
        throw new Fault('twice', { place: here, identifier: item.identifier });
      }
      seen.push(item.identifier);
      if (typed) checkType(item.dataType, here);
      PARAMETERS.forEach(function (part) {
        var inputOfGet = item.identifier === 'get' && part === 'inputData';
        if (!typed && !inputOfGet) checkItems(listAt(item, part, here + '.' + part), here + '.' + part, true);
      });
    });
  }

  function reduceItem(item) {
    if (!isObject(item)) return item;
    var kept = {};
    KEPT.forEach(function (field) {
      if (item[field] !== undefined) kept[field] = item[field];
    });
    PARAMETERS.forEach(function (field) {
      if (Array.isArray(item[field]) && item[field].length > 0) kept[field] = item[field].map(reduceItem);
    });
    return kept;
  }

  function reduce(model) {
    var kept = {};
    if (isObject(model.profile) && typeof model.profile.productKey === 'string') {
      kept.profile = { productKey: model.profile.productKey };
    }
    if (typeof model.functionBlockId === 'string') kept.functionBlockId = model.functionBlockId;
    PARTS.forEach(function (part) {
      kept[part] = listAt(model, part, part)
        .filter(function (item) {
          return part === 'properties' || !MADE_BY_PLATFORM.test(item.identifier);
        })
        .map(reduceItem);
    });
    return kept;
  }

  /** One module; `prefix` is the place of its fields in a list of modules. */
  function readModule(module, prefix) {
    var hasPart = function (part) {
      return isObject(module) && module[part] !== undefined;
    };
    if (!PARTS.some(hasPart)) throw new Fault('notModel');
    PARTS.forEach(function (part) {
      var place = prefix + part;
      checkItems(listAt(module, part, place), place, part === 'properties');
    });
    return reduce(module);
  }

  function readModel(text) {
    var parsed = parse(text);
    var isList = Array.isArray(parsed);
    var modules = (isList ? parsed : [parsed]).map(function (module, index) {
      return readModule(module, isList ? '[' + index + '].' : '');
    });
    if (modules.length === 0) throw new Fault('notModel');
    var reducedText = JSON.stringify(isList ? modules : modules[0]);
    var bytes = new TextEncoder().encode(reducedText).length;
    if (bytes > LIMIT_BYTES) {
      throw new Fault('long', { kilobytes: Math.ceil(bytes / 1024), limit: LIMIT_BYTES / 1024 });
    }
    return { model: merge(modules), text: reducedText };
  }

  /** All modules as one: each item with the identifier under which the cloud knows it. */
  function merge(modules) {
    var merged = { properties: [], events: [], services: [] };
    modules.forEach(function (module) {
      if (module.profile) merged.productKey = module.profile.productKey;
      PARTS.forEach(function (part) {
        module[part].forEach(function (item) {
          merged[part].push(Object.assign({}, item, { identifier: fullIdentifier(module, item) }));
        });
      });
    });
    return merged;
  }

  /**
   * Reads a thing model as the console exports it. Gives `{ model, text }`, all modules in one and the text
   * reduced, or `{ fault: { key, values } }` that
   * tells what is wrong and where; `{}` for an empty text and for an environment variable, of which nothing is known here.
   */
  function read(text) {
    var trimmed = String(text || '').trim();
    if (trimmed === '' || /^\$\{[^{}\s]+\}$/.test(trimmed)) return {};
    try {
      return readModel(trimmed);
    } catch (error) {
      if (error instanceof Fault) return { fault: error };
      throw error;
    }
  }

  /** `{}`, or the model of a config node by its id, as far as it stands in the flow and can be read. */
  function ofModem(id) {
    var modem = RED.nodes.node(id);
    return (modem && read(modem.tsl).model) || {};
  }

  /** In a custom module it begins with the module's name. */
  function fullIdentifier(module, item) {
    var block = module.functionBlockId;
    return block && block !== 'default' ? block + ':' + item.identifier : item.identifier;
  }

  function labels(specs) {
    return Object.keys(specs || {})
      .map(function (key) {
        return key + ': ' + specs[key];
      })
      .join(', ');
  }

  var RANGE_OF = {
    enum: labels,
    bool: labels,
    text: function (specs) {
      return specs.length === undefined ? '' : '≤ ' + specs.length;
    },
    array: function (specs) {
      return (specs.size || '') + ' × ' + ((specs.item && specs.item.type) || '');
    },
    struct: function (specs) {
      return specs
        .map(function (member) {
          return member.identifier;
        })
        .join(', ');
    },
  };

  function range(dataType) {
    var specs = dataType.specs || {};
    if (RANGE_OF[dataType.type]) return RANGE_OF[dataType.type](specs);
    if (specs.min === undefined || specs.max === undefined) return '';
    return specs.min + ' … ' + specs.max;
  }

  /** Rows for a table: `{ identifier, name, type, unit, range, writable }`, all texts but the last. */
  function rows(model) {
    return (model.properties || []).map(function (property) {
      return {
        identifier: property.identifier,
        name: property.name || '',
        type: property.dataType.type,
        unit: (property.dataType.specs || {}).unit || property.unit || '',
        range: range(property.dataType),
        writable: /w/.test(property.accessMode),
      };
    });
  }

  /** What can be chosen in a list: `{ identifier, name }` of `events` or `services`. */
  function choices(model, part) {
    return (model[part] || []).map(function (item) {
      return { identifier: item.identifier, name: item.name || '' };
    });
  }

  function sampleNumber(specs) {
    var min = Number(specs.min);
    var max = Number(specs.max);
    if (!isFinite(min) || !isFinite(max) || specs.min === undefined) return 0;
    return min <= 20 && max >= 20 ? 20 : min;
  }

  function sampleInteger(specs) {
    return Math.ceil(sampleNumber(specs));
  }

  var SAMPLE_OF = {
    int: sampleInteger,
    float: sampleNumber,
    double: sampleNumber,
    enum: function (specs) {
      return Number(Object.keys(specs)[0] || 0);
    },
    bool: function () {
      return 1;
    },
    text: function () {
      return 'text';
    },
    date: function (specs, nowMs) {
      return String(nowMs);
    },
    struct: function (specs, nowMs) {
      return sampleOf(specs, nowMs);
    },
    array: function (specs, nowMs) {
      var item = specs.item || { type: 'int' };
      return TYPES.test(item.type) ? [sampleValue(item, nowMs)] : [];
    },
  };

  function sampleValue(dataType, nowMs) {
    var isStruct = dataType.type === 'struct';
    return SAMPLE_OF[dataType.type](dataType.specs || (isStruct ? [] : {}), nowMs);
  }

  /** An object with a value that would be accepted for each item. `nowMs` is UTC in ms. */
  function sampleOf(items, nowMs) {
    var sample = {};
    items.forEach(function (item) {
      sample[item.identifier] = sampleValue(item.dataType, nowMs);
    });
    return sample;
  }

  /** A payload for `kind` as it may stand in `msg.payload`; undefined where the model has nothing for it. */
  function samplePayload(model, kind, event, nowMs) {
    if (kind === 'event') {
      var found = (model.events || []).filter(function (item) {
        return item.identifier === event;
      })[0];
      return found && sampleOf(found.outputData || [], nowMs);
    }
    if (!model.properties || model.properties.length === 0) return undefined;
    var values = sampleOf(model.properties, nowMs);
    if (kind !== 'history') return values;
    return [Object.assign({ time: nowMs - 60000 }, values), Object.assign({ time: nowMs }, values)];
  }

  /**
   * Lets a list stand in for a text field: the first entry is the empty field, then the choices, then whatever else is typed.
   * Without choices only the field is shown.
   */
  function offer(list, field, items, texts) {
    var value = String(field.val() || '');
    var known = items.some(function (item) {
      return item.identifier === value;
    });
    list.off('.ec20').empty();
    list.append($('<option>').val('').text(texts.none));
    items.forEach(function (item) {
      var name = item.name ? item.identifier + ' – ' + item.name : item.identifier;
      list.append($('<option>').val(item.identifier).text(name));
    });
    list.append($('<option>').val(':other').text(texts.other));
    list.toggle(items.length > 0);
    function show() {
      field.toggle(items.length === 0 || list.val() === ':other');
    }
    list.val(value === '' || known ? value : ':other').on('change.ec20', function () {
      if (list.val() !== ':other') field.val(list.val()).trigger('change');
      show();
    });
    show();
  }

  RED.ec20ThingModel = {
    read: read,
    ofModem: ofModem,
    rows: rows,
    choices: choices,
    samplePayload: samplePayload,
    offer: offer,
  };
})();
