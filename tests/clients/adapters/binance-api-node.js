import package_ from 'binance-api-node';

export const open = options => package_.default(options);
