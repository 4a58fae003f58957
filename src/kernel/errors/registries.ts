import { entries } from './entry.ts';

/** Errors of files: those of payments, and those that billers hand in. */
export const registryErrors = entries({
  file_rejected: {
    status: 422,
    retryable: false,
    title: {
      az: 'Fayl qəbul edilmədi: sətirlərdə səhv var',
      ru: 'Файл не принят: в строках ошибки',
      en: 'The file was not taken: some of its lines are wrong',
    },
    action:
      'Nothing of the file was taken. `errors` name line and column (`/7/amount`), at most 20; `details.problems` says how many there are. Correct them and send the whole file again.',
  },
  day_differs: {
    status: 422,
    retryable: false,
    title: {
      az: 'Günün reyestri sistemin uçotu ilə üst-üstə düşmür',
      ru: 'Реестр за день не сходится с учётом системы',
      en: 'The file of the day differs from the books of the hub',
    },
    action:
      'Nothing was changed. `errors` name the line of your file (`/7`; empty where a payment is not in it) and the kind of difference, at most 20; `GET /v1/day-comparisons/{comparisonId}` with `details.comparisonId` has them all. Correct your books, or tell the operator of the hub, and send the file again.',
  },
  file_name_used: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu adla başqa fayl artıq qəbul edilib',
      ru: 'Файл с таким именем и другим содержимым уже принят',
      en: 'Another file of this name was taken before',
    },
    action: 'Give every file a name of its own; a corrected file is another file. The file of this name is untouched.',
  },
  registry_in_progress: {
    status: 409,
    retryable: true,
    title: {
      az: 'Fayl hələ işlənir',
      ru: 'Файл ещё обрабатывается',
      en: 'The file is still being worked on',
    },
    action: 'Ask for the file by its `registryId` until it says what became of it.',
  },
  registry_id_used: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu identifikatorla başqa fayl verilib',
      ru: 'Этот идентификатор уже занят другим файлом',
      en: 'This id was used for another file',
    },
    action:
      'Give every upload an id of its own: a corrected file, and one whose upload broke off, is sent under a new id. What this id stands for is untouched.',
  },
  file_name_not_known: {
    status: 422,
    retryable: false,
    title: {
      az: 'Faylın adı təchizatçının adlandırma qaydasına uyğun deyil',
      ru: 'Имя файла не соответствует настройкам поставщика',
      en: 'The name of the file is none that the provider’s settings know',
    },
    action: 'Name the file as the settings `debtName` and `acknowledgementName` of the provider say.',
  },
  registry_not_held: {
    status: 409,
    retryable: false,
    title: {
      az: 'Bu borc reyestri təsdiq gözləmir',
      ru: 'Этот реестр долгов не ждёт решения',
      en: 'This debt registry does not wait for a decision',
    },
    action: 'Nothing to do: it was decided before, or never held.',
  },
  registry_out_of_date: {
    status: 409,
    retryable: false,
    title: {
      az: 'Daha yeni borc reyestri artıq qüvvədədir',
      ru: 'Уже действует более новый реестр долгов',
      en: 'A newer debt registry counts already',
    },
    action: 'Discard this one, and ask the provider for a newer file if one is needed.',
  },
});
