/** Midnight in Baku: what the tests' hubs cut their days at. */
export const cutOff = { timeZone: 'Asia/Baku', minutes: 1440 } as const;
