import { texts } from '../texts.ts';

/** What stands on every page of the cabinet, and the pages for when something is not there. */
export const layoutTexts = texts({
  'layout.tagline': {
    az: 'Vahid: kommunal ödənişlər üçün açıq qovşaq',
    ru: 'Vahid — открытый узел коммунальных платежей',
    en: 'Vahid, an open hub for utility payments',
  },
  'layout.sandbox': { az: 'Sınaq: pul həqiqi deyil', ru: 'Проба: деньги не настоящие', en: 'Sandbox: no real money' },
  'layout.home': { az: 'Vahid, əsas səhifə', ru: 'Vahid, главная страница', en: 'Vahid, home page' },
  'layout.language': { az: 'Səhifənin dili', ru: 'Язык страницы', en: 'Language of the page' },
  'layout.nav': { az: 'Kabinetin bölmələri', ru: 'Разделы кабинета', en: 'Sections of the cabinet' },
  'layout.nav.debts': { az: 'Borclar', ru: 'К оплате', en: 'To pay' },
  'layout.nav.accounts': { az: 'Hesablar', ru: 'Счета', en: 'Accounts' },
  'layout.nav.history': { az: 'Ödənişlər', ru: 'Платежи', en: 'Payments' },
  'layout.nav.password': { az: 'Şifrə', ru: 'Пароль', en: 'Password' },
  'layout.notice': { az: 'Bildiriş', ru: 'Сообщение', en: 'Notice' },
  'page.missing.title': { az: 'Belə səhifə yoxdur', ru: 'Такой страницы нет', en: 'There is no such page' },
  'page.missing.text': {
    az: 'Ünvan səhv yazılıb və ya səhifə sizin deyil. Əsas səhifədən başlayın.',
    ru: 'Адрес введён неверно, или эта страница не ваша. Начните с главной.',
    en: 'The address is wrong, or the page is not yours. Begin at the home page.',
  },
  'page.broken.title': { az: 'Bizdə nasazlıq oldu', ru: 'У нас что-то сломалось', en: 'Something broke on our side' },
  'page.broken.text': {
    az: 'Səhifə göstərilmədi. Bir azdan yenidən cəhd edin. Ödəniş etmisinizsə, yenidən ödəməyin: əvvəlcə ödənişlərinizə baxın.',
    ru: 'Страницу показать не удалось. Попробуйте немного позже. Если вы платили, не платите снова: сначала посмотрите свои платежи.',
    en: 'The page could not be shown. Try again in a little while. If you were paying, do not pay again: look at your payments first.',
  },
  'page.broken.number': {
    az: 'Sorğunun nömrəsi: {id}',
    ru: 'Номер запроса: {id}',
    en: 'Number of the request: {id}',
  },
  'page.stale.title': {
    az: 'Səhifə çox köhnəlib',
    ru: 'Страница устарела',
    en: 'The page was open for too long',
  },
  'page.stale.text': {
    az: 'Təhlükəsizlik üçün forma qəbul edilmədi və heç nə dəyişmədi. Səhifəni yenidən açın və təkrar göndərin.',
    ru: 'Ради безопасности форма не принята, ничего не изменилось. Откройте страницу заново и отправьте ещё раз.',
    en: 'To keep you safe the form was not accepted and nothing was changed. Open the page again and send it once more.',
  },
  'page.toStart': { az: 'Əsas səhifəyə', ru: 'На главную', en: 'To the home page' },
});
