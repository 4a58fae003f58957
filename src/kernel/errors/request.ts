import { entries } from './entry.ts';

/** Errors of the request itself, before any business rule is asked. */
export const requestErrors = entries({
  invalid_request: {
    status: 400,
    retryable: false,
    title: {
      az: 'Sorğunun bir və ya bir neçə sahəsi düzgün deyil',
      ru: 'Одно или несколько полей запроса заполнены неверно',
      en: 'One or more fields of the request are not valid',
    },
    action: 'Correct the fields named in `errors` and send again.',
  },
  invalid_json: {
    status: 400,
    retryable: false,
    title: {
      az: 'Sorğunun mətni düzgün JSON deyil',
      ru: 'Тело запроса не является JSON',
      en: 'The body is not valid JSON',
    },
    action: 'Send one JSON object in UTF-8, without duplicate keys.',
  },
  duplicate_key: {
    status: 400,
    retryable: false,
    title: {
      az: 'Sorğuda eyni ad iki dəfə verilib',
      ru: 'Одно имя стоит в запросе дважды',
      en: 'A key stands twice in one object of the body',
    },
    action: 'Send every key once; which of the two was meant cannot be known.',
  },
  unknown_field: {
    status: 400,
    retryable: false,
    title: {
      az: 'Sorğuda naməlum sahə var',
      ru: 'В запросе есть неизвестное поле',
      en: 'The request has an unknown field',
    },
    action: 'Remove the field named in `errors`; fields that the schema does not name are refused.',
  },
  invalid_amount: {
    status: 400,
    retryable: false,
    title: { az: 'Məbləğ düzgün deyil', ru: 'Неверная сумма', en: 'The amount is not valid' },
    action: 'Send a decimal string with at most two decimals, above zero, such as "10.45".',
  },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    title: {
      az: 'Məzmun növü dəstəklənmir',
      ru: 'Тип содержимого не поддерживается',
      en: 'The content type is not supported',
    },
    action: 'Send `application/json`.',
  },
  payload_too_large: {
    status: 413,
    retryable: false,
    title: { az: 'Sorğu çox böyükdür', ru: 'Запрос слишком велик', en: 'The request is too large' },
    action: 'Keep the body under the limit of the route (64 KiB unless the route says otherwise).',
  },
  headers_too_large: {
    status: 431,
    retryable: false,
    title: {
      az: 'Sorğunun başlıqları çox böyükdür',
      ru: 'Заголовки запроса слишком велики',
      en: 'The headers of the request are too large',
    },
    action: 'Keep all headers together under 9 KiB.',
  },
  request_timeout: {
    status: 408,
    retryable: true,
    title: {
      az: 'Sorğu vaxtında gəlib çatmadı',
      ru: 'Запрос не пришёл вовремя',
      en: 'The request did not arrive in time',
    },
    action: 'Send the whole request at once.',
  },
  not_found: {
    status: 404,
    retryable: false,
    title: { az: 'Belə bir şey yoxdur', ru: 'Не найдено', en: 'There is no such thing' },
    action: 'Check the identifier. What belongs to somebody else is answered as if it did not exist.',
  },
  method_not_allowed: {
    status: 405,
    retryable: false,
    title: { az: 'Bu üsula icazə yoxdur', ru: 'Метод не разрешён', en: 'The method is not allowed here' },
    action: 'Use a method that the OpenAPI document lists for the path.',
  },
  invalid_token: {
    status: 401,
    retryable: false,
    title: {
      az: 'Giriş açarı yoxdur və ya etibarsızdır',
      ru: 'Ключ доступа отсутствует или недействителен',
      en: 'The access token is missing or not valid',
    },
    action: 'Get a new token with the client credentials and send it as a bearer token.',
  },
  signature_required: {
    status: 401,
    retryable: false,
    title: {
      az: 'Sorğu imzalanmalıdır',
      ru: 'Запрос должен быть подписан',
      en: 'The request must be signed',
    },
    action: 'Sign the request with a key of the agent; the hub takes none of this agent without a signature.',
  },
  bad_signature: {
    status: 401,
    retryable: false,
    title: { az: 'İmza düzgün deyil', ru: 'Неверная подпись', en: 'The signature is not right' },
    action:
      'Compare the signed text with what was sent: method, path, query, digest of the body and the headers that must be signed, each once; and the key: a revoked, expired or unknown one gets the same answer.',
  },
  stale_timestamp: {
    status: 401,
    retryable: false,
    title: { az: 'İmzanın vaxtı uyğun deyil', ru: 'Время подписи не подходит', en: 'The signature is not of now' },
    action: 'Set the clock by `details.now` and sign again: `created` may differ by 300 seconds.',
  },
  replayed_nonce: {
    status: 401,
    retryable: false,
    title: { az: 'Bu imza artıq işlədilib', ru: 'Эта подпись уже использована', en: 'This signature was used already' },
    action: 'Sign every request anew with a nonce of its own, repeats too; the idempotency key stays the same.',
  },
  invalid_credentials: {
    status: 401,
    retryable: false,
    title: { az: 'Kod və ya şifrə yanlışdır', ru: 'Неверный код или пароль', en: 'The code or the password is wrong' },
    action: 'Check what was typed. The answer is the same whether the name or the password is wrong.',
  },
  key_of_other_hub: {
    status: 401,
    retryable: false,
    title: {
      az: 'Bu açar başqa qovşağındır: sınaq və həqiqi qovşağın açarları ayrıdır',
      ru: 'Этот ключ от другого узла: у пробного и настоящего узла разные ключи',
      en: 'The secret is one of another hub: a sandbox and a live hub have keys of their own',
    },
    action:
      'A secret that begins with `sandbox_` opens sandboxes, one that begins with `live_` the live hub. Check the address; a live secret that was sent to a sandbox should be renewed.',
  },
  certificate_refused: {
    status: 403,
    retryable: false,
    title: {
      az: 'Bu sertifikatla qoşulmaq olmaz',
      ru: 'С этим сертификатом подключаться нельзя',
      en: 'The client certificate is not one of this agent',
    },
    action:
      'Connect with a client certificate that the operator of the hub has bound to your agent, straight to the hub.',
  },
  forbidden: {
    status: 403,
    retryable: false,
    title: { az: 'Bu əmələ icazəniz yoxdur', ru: 'Нет права на это действие', en: 'You may not do this' },
    action: 'Use an account that has the right.',
  },
  supervisor_required: {
    status: 403,
    retryable: false,
    title: {
      az: 'Bunu yalnız məsul işçi edə bilər',
      ru: 'Это может только старший',
      en: 'Only a supervisor may do this',
    },
    action:
      'A supervisor does it under the own code. `why` says what is beyond a teller: `other_teller`, `reversal_limit`, ' +
      '`difference_limit`; without it the operation as a whole.',
  },
  device_not_allowed: {
    status: 403,
    retryable: false,
    title: { az: 'Cihaz bunu edə bilməz', ru: 'Устройству это не разрешено', en: 'A device may not do this' },
    action: 'A device asks and pays. Name a teller or a supervisor in `Vahid-Teller`.',
  },
  device_mismatch: {
    status: 403,
    retryable: false,
    title: {
      az: 'Açar başqa cihazındır',
      ru: 'Ключ принадлежит другому устройству',
      en: 'The token is one of another device',
    },
    action:
      'With a token of its own a device acts as itself and nobody else: leave `Vahid-Teller` out, or name the device whose token it is.',
  },
  device_credentials_required: {
    status: 403,
    retryable: false,
    title: {
      az: 'Cihaz öz açarı ilə müraciət etməlidir',
      ru: 'Устройство должно обращаться со своим ключом',
      en: 'The device must use credentials of its own',
    },
    action:
      'The agent lets nobody act as its devices by its own token: get a token with the client id and secret of the device (`POST /v1/devices/{deviceCode}/credentials`).',
  },
  too_many_requests: {
    status: 429,
    retryable: true,
    title: { az: 'Cəhdlər həddindən çoxdur', ru: 'Слишком много попыток', en: 'Too many attempts' },
    action: 'Wait as long as `Retry-After` says.',
  },
  temporarily_unavailable: {
    status: 503,
    retryable: true,
    title: {
      az: 'Xidmət müvəqqəti əlçatan deyil',
      ru: 'Сервис временно недоступен',
      en: 'The service is temporarily unavailable',
    },
    action: 'Send the same request with the same key again after `Retry-After` seconds.',
  },
  internal_error: {
    status: 500,
    retryable: true,
    title: { az: 'Daxili xəta', ru: 'Внутренняя ошибка', en: 'Internal error' },
    action: 'For a payment: ask by its key before anything else. Quote `requestId` to the operator.',
  },
});
