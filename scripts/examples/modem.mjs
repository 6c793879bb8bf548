// The one modem node of all examples: since its id is the same, an editor that has it already takes that for the next example too.
/** The part of the demo product's thing model that the examples use, without what is only described. */
function thingModel(say) {
  const temperature = { identifier: 'Temperature', name: say('temperature', '温度') };
  const humidity = { identifier: 'Humidity', name: say('humidity', '湿度') };
  const celsius = { dataType: { type: 'float', specs: { min: '-40', max: '120' } } };
  const percent = { dataType: { type: 'float' } };
  const daily = ['Online', 'Outages', 'Delivered', 'Failed', 'BytesUp', 'BytesDown'].map((identifier) => ({
    identifier,
    dataType: { type: identifier === 'Online' ? 'float' : 'int' },
  }));
  return {
    properties: [
      { ...temperature, accessMode: 'r', ...celsius },
      { ...humidity, accessMode: 'r', ...percent },
      {
        identifier: 'LightSwitch',
        name: say('light', '灯开关'),
        accessMode: 'rw',
        dataType: { type: 'bool' },
      },
    ],
    events: [
      { identifier: 'HighTemperature', outputData: [{ ...temperature, ...celsius }] },
      { identifier: 'DailySummary', outputData: daily },
    ],
    services: [{ identifier: 'Reboot' }, { identifier: 'ReadNow', outputData: [{ ...temperature, ...celsius }] }],
  };
}

export function modem(say) {
  return {
    id: 'ec20examplemodem',
    type: 'ec20-modem',
    version: 1,
    name: say('EC20 (simulator)', 'EC20（虚拟模块）'),
    port: 'simulator',
    server: 'aliyun',
    productKey: 'a1DemoEC20x',
    deviceName: 'demo-device',
    tsl: JSON.stringify(thingModel(say)),
    compact: true,
  };
}

/** How an example is moved to a real device. */
export function realDevice(say) {
  return say(
    'A real device: in the modem node, which all examples share, set the port to auto, paste the certificate (设备证书) and load the thing model.',
    '换成真实设备：模块节点由所有示例共用，把它的串口改为 auto，粘贴设备证书，导入物模型。',
  );
}
