/**
 * Words people here choose first, without the figures they put around them. Compiled by hand for this hub: the English,
 * Russian (also typed on the wrong keyboard) and Azerbaijani standards, names of people, towns, clubs, cars and of the
 * companies whose bills are paid here. Small letters; Azerbaijani ones in ASCII.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
  password passwort passw0rd p@ssword p@ssw0rd pass pas parol parola parolum sifre sifrem shifre gizli
  secret topsecret mysecret letmein welcome admin administrator root user guest test testtest demo login signin access
  default changeme newpassword oldpassword mypassword master superuser supervisor manager office computer internet
  windows google facebook instagram whatsapp telegram youtube tiktok samsung iphone android nokia xiaomi huawei
  qwerty qwertyu qwertyui qwertyuiop qwert qwe qweqwe qweasd qweasdzxc qwerasdf asdf asdfgh asdfghjkl asdasd zxcvbnm
  zxcvbn zxcv zaqwsx qazwsx qazwsxedc wasd ytrewq poiuyt abc abcd abcdef abcabc aaa aaaa xxx
  iloveyou loveyou ilove love lovely lover forever sunshine princess princesa prince king queen angel baby babygirl
  darling sweetheart honey sweet dragon monkey shadow superman batman spiderman pokemon starwars matrix ninja
  football baseball basketball hockey soccer champion winner freedom hello hellohello hallo whatever trustno
  flower butterfly summer winter spring autumn monday friday sunday january december happy lucky smile money dollar
  michael jennifer jessica ashley daniel charlie thomas george william robert andrew alexander maria natasha
  пароль йцукен йцукенг привет любовь люблю солнышко солнце зайка котенок мама папа мамапапа россия москва баку
  александр алексей андрей дмитрий сергей владимир наташа настя марина ирина татьяна светлана екатерина максим
  азербайджан кавказ спартак зенит динамо победа семья счастье ангел принцесса
  ghbdtn gfhjkm k.,jdm vfrcbv fktrcfylh yfnfif cthutq fylhtq vjcrdf hjccbz kjkbnf
  privet parol paroli lubov lyubov lubimaya lubimiy solnce solnishko zaika kotenok mama papa mamapapa druzhba moskva
  rossiya russia spartak zenit dinamo lokomotiv pobeda semya schastie
  azerbaijan azerbaycan azerbaycanim azeri azer odlaryurdu odlar vetenim veten baku baki bakucity bakim ganja gence
  sumqayit sumgait sheki seki quba guba lenkaran lenkoran mingecevir mingachevir naxcivan nakhchivan qarabag garabagh
  karabakh karabag susa shusha xankendi agdam fuzuli cebrayil kelbecer lacin zengilan qubadli qazax samaxi qebele
  gabala zaqatala xacmaz astara salyan sirvan yevlax berde tovuz semkir goygol qobustan abseron xezer khazar caspian
  qarabagfk qarabagfc neftci neftchi neftchibaku kepez galatasaray fenerbahce besiktas trabzonspor barcelona realmadrid
  messi ronaldo neymar juventus chelsea arsenal liverpool manchester bayern turkiye turkey istanbul ankara
  leyla leylam aysel aygun aynur aytac aytaj gunel gunay gulnar gulnare gulsen nigar nigarim nergiz narmin nermin
  sevinc sevda sevil sevgi sevgim sevgilim seni seviyorum seniseviyorum sevirem senisevirem canim canimsan ureyim
  hayatim heyatim heyat esqim esq askim ask anam atam ana ata anaata anajan anacan atacan ailem aile balam balaca
  qizim oglum bacim qardasim nenem babam dostum dost dostluq azadliq zefer xosbext xosbextlik gozel gozelim melek
  melegim gunesim gunes ulduz ulduzum ayulduz bahar cicek qizilgul yasemen lale benovse
  elvin elcin elchin elnur elnare elmar elsen elshan eldar emin emil ferid farid fuad fikret huseyn huseynov hesen
  hasan heyder haydar ilham ilqar ilgar ilkin imran ismayil kamran kenan kerim leman lamiye mehdi memmed mammad
  memmedov mammadov meryem murad murat nadir namiq natiq nihad nicat nurlan orxan orkhan orhan parviz perviz polad
  qasim ramil ramin rasim rasul resad rashad resul rovsen rovshan ruslan rustam rustem sabir sabina samir samira
  sebine semed sahin shahin tahir tofiq tural turan turkan turkane ulviyye ulvi umid vagif vaqif vusal vusale vuqar
  xalid xeyale yusif zaur zehra zeyneb ziya aliyev eliyev aliyeva eliyeva quliyev hesenov hasanov
  allah allahim bismillah bismillahi allahuekber muhammed muhemmed mehemmed quran islam ramazan mekke medine
  mercedes mersedes bmw audi toyota lexus hyundai kia nissan porsche ferrari lamborghini jiguli niva vaz opel ford
  azercell bakcell nar narmobile simsim aztelekom azersu azeriqaz azerisiq azerenerji azerpoct kapital kapitalbank
  kabinet kabinetim vahid vahidim hokumet gov egov asan asanxidmet asanimza abonent kommunal qaz isiq elektrik telefon
  nomre menim menimsifrem menimparolum unutma unutdum yenisifre kohnesifre salam salamlar sagol necesen merhaba selam
  `
    .trim()
    .split(/\s+/),
);
