"""Months by their names: the English ones, which stand in prose and in fields, and those of other languages, which count in fields."""

from __future__ import annotations

from functools import lru_cache

from ..text import fold

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip

FOREIGN_MONTHS = """
German: januar jänner jän, februar feber, märz mär maerz mrz, april, mai, juni, juli, august, september, oktober okt, november, dezember dez
French: janvier janv, février févr fév, mars, avril avr, mai, juin, juillet juil, août aou, septembre, octobre, novembre, décembre déc
Spanish: enero ene, febrero, marzo, abril abr, mayo, junio, julio, agosto ago, septiembre setiembre, octubre, noviembre, diciembre dic
Italian: gennaio gen, febbraio, marzo, aprile, maggio mag, giugno giu, luglio lug, agosto ago, settembre set sett, ottobre ott, novembre, dicembre dic
Portuguese: janeiro, fevereiro fev, março, abril abr, maio mai, junho, julho, agosto ago, setembro set, outubro out, novembro, dezembro dez
Dutch: januari, februari, maart mrt, april, mei, juni, juli, augustus, september, oktober okt, november, december
Polish: styczeń stycznia sty, luty lutego lut, marzec marca, kwiecień kwietnia kwi, maj maja, czerwiec czerwca cze, lipiec lipca lip, sierpień sierpnia sie, wrzesień września wrz, październik października paź, listopad listopada lis, grudzień grudnia gru
Swedish: januari, februari, mars, april, maj, juni, juli, augusti, september, oktober okt, november, december
Norwegian, Danish: januar, februar, mars marts, april, mai maj, juni, juli, august, september, oktober okt, november, desember december des
Finnish: tammikuu tammikuuta tammi, helmikuu helmikuuta helmi, maaliskuu maaliskuuta maalis, huhtikuu huhtikuuta huhti, toukokuu toukokuuta touko, kesäkuu kesäkuuta kesä, heinäkuu heinäkuuta heinä, elokuu elokuuta elo, syyskuu syyskuuta syys, lokakuu lokakuuta loka, marraskuu marraskuuta marras, joulukuu joulukuuta joulu
Turkish: ocak oca, şubat şub, mart, nisan nis, mayıs, haziran haz, temmuz tem, ağustos ağu, eylül eyl, ekim eki, kasım kas, aralık ara
Hungarian: január, február febr, március márc, április ápr, május máj, június jún, július júl, augusztus, szeptember szept, október okt, november, december
Greek: ιανουάριος ιανουαρίου ιαν, φεβρουάριος φεβρουαρίου φεβ, μάρτιος μαρτίου μαρ μαρτ, απρίλιος απριλίου απρ, μάιος μαΐου μαι, ιούνιος ιουνίου ιουν, ιούλιος ιουλίου ιουλ, αύγουστος αυγούστου αυγ, σεπτέμβριος σεπτεμβρίου σεπ σεπτ, οκτώβριος οκτωβρίου οκτ, νοέμβριος νοεμβρίου νοε νοεμ, δεκέμβριος δεκεμβρίου δεκ
Russian: январь января янв, февраль февраля фев февр, март марта мар, апрель апреля апр, май мая, июнь июня июн, июль июля июл, август августа авг, сентябрь сентября сен сент, октябрь октября окт, ноябрь ноября ноя нояб, декабрь декабря дек
Ukrainian: січень січня січ, лютий лютого лют, березень березня бер, квітень квітня кві квіт, травень травня тра трав, червень червня чер черв, липень липня лип, серпень серпня сер серп, вересень вересня вер, жовтень жовтня жов жовт, листопад листопада лис, грудень грудня гру груд
Czech: leden ledna led, únor února úno, březen března bře, duben dubna dub, květen května kvě, červen června čvn, červenec července čvc, srpen srpna srp, září zář, říjen října říj, listopad listopadu, prosinec prosince pro
Romanian: ianuarie ian, februarie, martie, aprilie, mai, iunie iun, iulie iul, august, septembrie, octombrie, noiembrie noi, decembrie
Indonesian: januari, februari, maret, april, mei, juni, juli, agustus agu agt, september, oktober okt, november nop, desember des
Bulgarian: януари, февруари, март, април, май, юни, юли, август, септември септ, октомври, ноември, декември
Arabic: يناير, فبراير, مارس, أبريل ابريل, مايو, يونيو, يوليو, أغسطس اغسطس, سبتمبر, أكتوبر اكتوبر, نوفمبر, ديسمبر
Catalan: gener gen, febrer, març, abril abr, maig, juny, juliol, agost, setembre set, octubre, novembre, desembre des
"""
"""One line a language, twelve months with commas between them: full names, forms that follow a day, short forms."""

FILLERS = frozenset(
    fold(
        "at on of the um den à le de del la las a às dia em o alle ore om op kl klo kello ob godz r v ve roku hod στις ora orele t "
        "г года году рік р в о у ч uhr hrs hours h heures saat hora horas tid local time updated published posted"
    ).split()
)
"""Words between the parts of a date that tell nothing of it."""


HALVES = {
    fold(word): half
    for half, words in {
        "a": "matin mañana manhã mattina morgens vormittags",
        "p": "soir tarde sera pomeriggio nachmittags abends",
        "": "noche noite notte nuit nachts",
    }.items()
    for word in words.split()
}
"""Words that tell the half of the day behind a clock; those of the night tell both, and so none."""


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Months by their folded names, in every language of the table."""
    rows = (line.partition(": ")[2].split(", ") for line in FOREIGN_MONTHS.strip().split("\n"))
    names = {fold(name): number for row in rows for number, names in enumerate(row, 1) for name in names.split()}
    return names | {name.replace("ı", "i"): number for name, number in names.items()} | MONTHS  # "KASIM" has no dot to lose
