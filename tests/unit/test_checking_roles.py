"""Who did what to whom in a written sentence: what its names do there, held against what they do in the source."""

from __future__ import annotations

import pytest

from answering.checking.readings import read
from answering.checking.roles import swapped_roles
from answering.checking.types import Excerpt, Ground
from tests.excerpts import LEXICON, cited, made_of

TEXTS = {
    "lake en": (
        "en",
        """
        The Lake Tervo Commission was founded in Kuopio and is based in Tallinn. Finland finances the
        Commission, and Estonia provides its boats. Marjatta Koskinen is the secretary, Aino Leclerc the
        treasurer and Jonas Berg the spokesperson. The Norwegian Institute for Water Research sends its
        samples to the Tallinn Laboratory. More fish died in Lake Tervo than in Lake Inari. According to WHO,
        12 wells are polluted. UNICEF reports that 300 children fell ill. Latvia accused Russia of dumping
        waste. Project CLEARWATER-7 is part of the Baltic Programme.
        """,
    ),
    "lake es": (
        "es",
        """
        La Comisión del Lago Tervo se fundó en Kuopio y tiene su sede en Tallin. Finlandia financia la
        Comisión y Estonia aporta sus barcos. Marjatta Koskinen es la secretaria, Aino Leclerc la tesorera y
        Jonas Berg el portavoz. El Instituto Noruego del Agua envía sus muestras al Laboratorio de Tallin. En
        el lago Tervo murieron más peces que en el lago Inari. Según la OMS, 12 pozos están contaminados.
        UNICEF reporta que 300 niños enfermaron. Letonia acusó a Rusia de verter residuos. El Proyecto
        CLEARWATER-7 forma parte del Programa Báltico.
        """,
    ),
    "ships en": (
        "en",
        """
        Operation Grey Heron seized 40 tonnes of cocaine off Cape Verde in 2019. Operation Silver Reed freed
        900,000 eels in Portugal in 2023. Frontex led Operation Grey Heron with the backing of Europol.
        Superintendent Graça Figueira planned Operation Silver Reed after the smuggler Arben Shkodra handed
        over a ledger. Police arrested the smugglers. The smugglers had bribed customs officers.
        """,
    ),
    "ships es": (
        "es",
        """
        La Operación Garza Gris incautó 40 toneladas de cocaína frente a Cabo Verde en 2019. La Operación
        Junco Plata liberó 900.000 anguilas en Portugal en 2023. Frontex dirigió la Operación Garza Gris con
        el respaldo de Europol. La comisaria Graça Figueira planeó la Operación Junco Plata después de que el
        contrabandista Arben Shkodra entregara un registro. La policía detuvo a los contrabandistas. Los
        contrabandistas habían sobornado a los funcionarios de aduanas.
        """,
    ),
}


def support(where: str, *, both: bool = True, edition: str = "en") -> tuple[Ground, ...]:
    """Return the units of texts by name, or of sections of the bundled documents: ``sheet 3.2 guide 2.1``."""
    if where in TEXTS:
        language, text = TEXTS[where]
        excerpts: tuple[Excerpt, ...] = made_of(f"# Background\n\n{' '.join(text.split())}\n", language, "Brief")
    else:
        parts = where.split()
        names = {"guide": "study-guide", "sheet": "fact-sheet"}
        excerpts = tuple(
            excerpt
            for document, key in zip(parts[::2], parts[1::2], strict=True)
            for excerpt in cited(names[document], key, edition, with_other=both)
        )
    return tuple(ground for excerpt in excerpts for ground in (*excerpt.grounds, *excerpt.other))


def elsewhere(document: str, sections: str) -> tuple[Ground, ...]:
    """Return the units of sections of an invented document."""
    excerpts = [excerpt for key in sections.split() for excerpt in cited(document, key, "", with_other=False)]
    return tuple(ground for excerpt in excerpts for ground in excerpt.grounds)


TRUE_EN = {
    "the same words": ("sheet 3.2", "Operation Akoma led to the arrest of 25 people."),
    "two operations": ("sheet 3.2 sheet 3.3", "Akoma rescued more than 75 children and Nawala 76."),
    "two operations, while": (
        "sheet 3.2 sheet 3.3",
        "Operation Nawala ended with eight traffickers sentenced, while Operation Akoma led to 25 arrests.",
    ),
    "facts of three units": (
        "sheet 3.2",
        "Operation Akoma, whose partner was the IOM, fought child trafficking in West Africa and rescued 75 children.",
    ),
    "from West Africa": ("sheet 3.3", "The 76 children rescued in Nawala came from all over West Africa."),
    "passive": ("guide 2.1.1", "Project TRACK4TIP is implemented by UNODC with support from JTIP."),
    "support first": ("guide 2.1.1", "With support from JTIP, UNODC implements Project TRACK4TIP."),
    "support as a verb": ("guide 2.1.1", "JTIP supports UNODC in implementing TRACK4TIP."),
    "supported by": ("guide 2.1.1", "Supported by the State Department, UNODC runs TRACK4TIP."),
    "coordinated by two": ("guide 2.1.2", "Operation Trigger VI is coordinated by UNODC and INTERPOL."),
    "one of two": ("guide 2.1.2", "UNODC coordinates Operation Trigger VI together with INTERPOL."),
    "funded by": ("guide 2.1.2", "Operation Trigger is funded by Project DISRUPT, part of an EU program."),
    "funder as a noun": ("guide 2.1.2", "Project DISRUPT is the funder of Operation Trigger."),
    "relative clause": ("guide 2.1.2", "Operation Trigger, which Project DISRUPT funds, led to 4,000 arrests."),
    "posts": ("guide 1.1", "Natalia Sánchez Espitia is the President and Isabella Aguilar Méndez the Moderator."),
    "posts before": ("guide 1.1", "The Moderator is Isabella Aguilar and the Conference Officer is Hiromi Felices."),
    "posts as a list": ("guide 1.1", "The Chair is made up of Natalia Sánchez, Isabella Aguilar and Hiromi Felices."),
    "a post in apposition": ("guide 1.1", "Hiromi Felices, the Conference Officer, is part of the Chair."),
    "signatories": ("guide 2.2", "Chile, Costa Rica and Brazil signed the Budapest Convention."),
    "signed by": ("guide 2.2", "The Budapest Convention was signed by Argentina and Colombia, among others."),
    "members": ("guide 2.2", "Mexico, Belize and Costa Rica belong to the Regional Coalition, established in 2011."),
    "a member of both": ("guide 2.2", "Costa Rica signed the Budapest Convention and is in the Regional Coalition."),
    "attribution": ("guide 2", "According to UNODC, about 30% of victims in 2020 came from Latin America."),
    "attribution at the end": ("guide 2", "Over 7.7 million people have fled Venezuela, UNODC says."),
    "another attribution": ("guide 3", "The ILO estimated 27.6 million victims in 2022."),
    "the OAS": ("guide 2", "The OAS gives Latin America a greater percentage (44%) than Europe and Central Asia."),
    "comparison turned": ("guide 2", "Fewer people have fled Syria or Ukraine than Venezuela."),
    "comparison": ("guide 2", "More people have fled Venezuela than Syria or Ukraine."),
    "Netherlands": ("guide 3", "The Netherlands, backed by EUROPOL, coordinated a 3-day investigation in 2023."),
    "EUROPOL": ("guide 3", "EUROPOL supported the investigation that the Netherlands coordinated."),
    "who took part": ("guide 3", "CEPOL, INTERPOL and the OSCE took part in the September 2023 investigation."),
    "phases": ("guide 3.1.1", "In the Post Rescue Protocol, the VT supports the rescue protocol."),
    "hots team": ("guide 3.1.1", "The HT has the main responsibility for what follows the rescue."),
    "PS to PNO": ("guide 3.1.1", "The PS passes information on to the PNO."),
    "partners": ("guide 3.1.2 guide 3.1.3", "UNODC is a partner of Interpol Partnerships and of the Alliance."),
    "key partners": ("guide 3.1.3", "Amnesty International and UNICEF are key partners of the Alliance."),
    "active for passive": ("sheet 3", "INTERPOL supports national police in tactical deployments."),
    "roles by nouns": ("sheet 1", "Vulnerable communities are exploited by human traffickers."),
    "by nouns, active": ("guide 2", "Trafficking groups recruit and control their victims over the internet."),
    "backing": ("sheet 4.5", "The Expert Working Group backs the incident response teams."),
    "a genitive": ("sheet 4", "The Expert Working Group of INTERPOL is one of its tools."),
    "found and seat": ("lake en", "The Lake Tervo Commission, founded in Kuopio, has its seat in Tallinn."),
    "financed by": ("lake en", "The Commission is financed by Finland and has boats from Estonia."),
    "elliptical posts": ("lake en", "Jonas Berg is the spokesperson and Marjatta Koskinen the secretary."),
    "sends to": ("lake en", "The Tallinn Laboratory receives samples from the Norwegian Institute for Water Research."),
    "accused by": ("lake en", "Russia was accused by Latvia of dumping waste."),
    "WHO": ("lake en", "WHO says that 12 wells are polluted."),
    "part of": ("lake en", "The Baltic Programme includes Project CLEARWATER-7."),
    "more than": ("lake en", "Fewer fish died in Lake Inari than in Lake Tervo."),
    "seized": ("ships en", "In 2019, 40 tonnes of cocaine were seized by Operation Grey Heron off Cape Verde."),
    "backed": ("ships en", "Frontex, backed by Europol, led Operation Grey Heron."),
    "planned by": ("ships en", "Operation Silver Reed was planned by Graça Figueira."),
    "bribed": ("ships en", "Customs officers had been bribed by the smugglers."),
}
TRUE_ES = {
    "las mismas palabras": ("sheet 3.2", "La Operación Akoma permitió detener a 25 personas."),
    "dos operaciones": ("sheet 3.2 sheet 3.3", "Akoma rescató a más de 75 niños y Nawala a 76."),
    "dos operaciones, mientras": (
        "sheet 3.2 sheet 3.3",
        "La Operación Nawala terminó con ocho tratantes condenados, mientras que Akoma llevó a 25 detenciones.",
    ),
    "hechos de tres unidades": (
        "sheet 3.2",
        "La Operación Akoma, cuyo socio fue la OIM, combatió la trata infantil en África Occidental.",
    ),
    "orden inverso": ("sheet 3.3", "A 76 niños rescató la policía de Costa de Marfil en la Operación Nawala."),
    "pasiva": ("guide 2.1.1", "El Proyecto TRACK4TIP es implementado por la UNODC con apoyo de la JTIP."),
    "lo implementa": ("guide 2.1.1", "El Proyecto TRACK4TIP lo implementa la UNODC."),
    "apoyo delante": ("guide 2.1.1", "Con el apoyo de la JTIP, la UNODC implementa el Proyecto TRACK4TIP."),
    "apoya": ("guide 2.1.1", "El Departamento de Estado apoya a la UNODC en el Proyecto TRACK4TIP."),
    "coordinada por": ("guide 2.1.2", "La Operación Trigger VI está coordinada por la UNODC e INTERPOL."),
    "coordina junto con": ("guide 2.1.2", "INTERPOL coordina la Operación Trigger VI junto con la UNODC."),
    "la financia": (
        "guide 2.1.2",
        "La Operación Trigger (2021) la financia el Proyecto DISRUPT, parte de un programa de la UE.",
    ),
    "financiada por": ("guide 2.1.2", "La Operación Trigger está financiada por el Proyecto DISRUPT."),
    "que financia": ("guide 2.1.2", "El Proyecto DISRUPT es el que financia la Operación Trigger."),
    "cargos": ("guide 1.1", "Natalia Sánchez Espitia es la Presidenta e Isabella Aguilar Méndez, la Moderadora."),
    "cargos delante": ("guide 1.1", "La Moderadora es Isabella Aguilar y la Oficial de Conferencia, Hiromi Felices."),
    "firmantes": ("guide 2.2", "Chile, Costa Rica y Brasil firmaron el Convenio de Budapest."),
    "lo firmaron": ("guide 2.2", "El Convenio de Budapest lo firmaron Argentina y Colombia, entre otros."),
    "miembros": ("guide 2.2", "México, Belice y Costa Rica integran la Coalición Regional, de 2011."),
    "atribución": ("guide 2", "Según la UNODC, 30% de las víctimas de 2020 provenía de América Latina y el Caribe."),
    "atribución al final": ("guide 2", "Más de 7.7 millones de personas han huido de Venezuela, según la ONUDD."),
    "la OIT": ("guide 3", "La OIT estimó que hay más de 27.6 millones de víctimas."),
    "la OEA": ("guide 2", "Según la OEA, América Latina tiene un porcentaje mayor (44%) que Europa y Asia Central."),
    "comparación": ("guide 2", "Han huido de Venezuela más personas que de Siria o Ucrania."),
    "comparación volteada": ("guide 2", "De Siria o Ucrania han huido menos personas que de Venezuela."),
    "Países Bajos": ("guide 3", "Países Bajos coordinó la investigación de 3 días, apoyado por EUROPOL."),
    "apoyo de EUROPOL": ("guide 3", "EUROPOL apoyó la investigación que coordinó Países Bajos."),
    "participantes": (
        "guide 3",
        "En la investigación de septiembre de 2023 participaron la CEPOL, INTERPOL y la OSCE.",
    ),
    "el VT": ("guide 3.1.1", "En el Protocolo posterior al rescate, el VT apoya el protocolo."),
    "socios": ("guide 3.1.3", "Amnistía Internacional y UNICEF son socios clave de la Alianza."),
    "reciben apoyo": ("sheet 3", "INTERPOL apoya a las policías nacionales en despliegues tácticos."),
    "explotadas por": ("sheet 1", "Las comunidades vulnerables son explotadas por los tratantes."),
    "se capta": ("sheet 1", "A las víctimas se las capta con engaños."),
    "a petición": (
        "sheet 4.5",
        "Un país miembro puede pedir que se desplieguen los equipos de respuesta a incidentes.",
    ),
    "sede": ("lake es", "La Comisión del Lago Tervo, fundada en Kuopio, tiene sede en Tallin."),
    "financiada": ("lake es", "La Comisión está financiada por Finlandia y usa barcos de Estonia."),
    "cargos elípticos": ("lake es", "Jonas Berg es el portavoz y Marjatta Koskinen, la secretaria."),
    "recibe de": ("lake es", "El Laboratorio de Tallin recibe muestras del Instituto Noruego del Agua."),
    "acusada por": ("lake es", "Rusia fue acusada por Letonia de verter residuos."),
    "OMS": ("lake es", "La OMS señala que 12 pozos están contaminados."),
    "menos que": ("lake es", "En el lago Inari murieron menos peces que en el lago Tervo."),
    "incautadas": ("ships es", "En 2019 la Operación Garza Gris incautó 40 toneladas de cocaína frente a Cabo Verde."),
    "respaldado": ("ships es", "Frontex, respaldado por Europol, dirigió la Operación Garza Gris."),
    "planeada por": ("ships es", "La Operación Junco Plata fue planeada por Graça Figueira."),
    "sobornados": ("ships es", "Los funcionarios de aduanas habían sido sobornados por los contrabandistas."),
}
SWAPPED_EN = {
    "an operation's arrests": ("sheet 3.2 sheet 3.3", "Operation Nawala led to the arrest of 25 people."),
    "an operation's year": ("sheet 3.2 sheet 3.3", "Operation Nawala took place in 2015."),
    "an operation's partner": ("sheet 3.2 sheet 3.3", "The partner in Operation Nawala was the IOM."),
    "an operation's place": (
        "sheet 3.1 sheet 3.3",
        "Operation Nawala led to arrests across Central and South America.",
    ),
    "while": (
        "sheet 3.2 sheet 3.3",
        "Operation Akoma rescued 76 children in Côte d'Ivoire, while Operation Nawala led to 25 arrests.",
    ),
    "implementer": ("guide 2.1.1", "JTIP implements Project TRACK4TIP with support from UNODC."),
    "implemented by": ("guide 2.1.1", "TRACK4TIP is implemented by the US State Department, with help from UNODC."),
    "supporter": ("guide 2.1.1", "UNODC supports JTIP in implementing TRACK4TIP."),
    "funder": ("guide 2.1.2", "Operation Trigger VI funds Project DISRUPT."),
    "funded by": ("guide 2.1.2", "Project DISRUPT is funded by Operation Trigger."),
    "coordinator": ("guide 2.1.2", "Project DISRUPT coordinates Operation Trigger VI."),
    "across projects": ("guide 2.1.1 guide 2.1.2", "INTERPOL implements Project TRACK4TIP."),
    "another project's program": ("guide 2.1.1 guide 2.1.2", "TRACK4TIP is part of the Global Illicit Flows Program."),
    "posts swapped": ("guide 1.1", "Isabella Aguilar Méndez is the President."),
    "posts swapped in a pair": (
        "guide 1.1",
        "Hiromi Felices is the Moderator and Isabella Aguilar the Conference Officer.",
    ),
    "post before": ("guide 1.1", "The Conference Officer is Natalia Sánchez Espitia."),
    "signatory": ("guide 2.2", "Mexico signed the Budapest Convention."),
    "signatory among others": ("guide 2.2", "Brazil, Chile and Guatemala signed the Budapest Convention."),
    "member": ("guide 2.2", "Brazil is a member of the Regional Coalition."),
    "a treaty's year": ("guide 2.2", "The Budapest Convention was established in 2011."),
    "attributed to INTERPOL": (
        "guide 2",
        "According to INTERPOL, about 30% of victims in 2020 came from Latin America.",
    ),
    "attributed to the OAS": ("guide 2", "The OAS reports that over 7.7 million people have fled Venezuela."),
    "attributed to UNODC": ("guide 3", "UNODC estimated that 22 million people are in forced labor."),
    "attributed at the end": ("guide 2", "Cybercrime centres counted 268 arrests in 2022, according to UNODC."),
    "comparison": ("guide 2", "More people have fled Syria than Venezuela."),
    "comparison of regions": ("guide 2", "Europe and Central Asia have a greater percentage than Latin America."),
    "coordinator and backer": ("guide 3", "EUROPOL coordinated the investigation with support from the Netherlands."),
    "backer": ("guide 3", "The Netherlands supported EUROPOL, which coordinated the investigation."),
    "hots and vanguard": ("guide 3.1.1", "The HT gives support to the rescue protocol itself."),
    "PNO to PS": ("guide 3.1.1", "The PNO passes the information on to the PS."),
    "partner of another": ("guide 3.1.2 guide 3.1.3", "Amnesty International is a partner in Interpol Partnerships."),
    "another's conferences": ("guide 3.1.3 guide 3.1.4", "OHCHR creates high-level conferences every year."),
    "support received": ("sheet 3", "INTERPOL receives the support of national police."),
    "nouns turned": ("sheet 1", "Vulnerable communities exploit human traffickers."),
    "victims recruit": ("guide 2", "Victims recruit and control trafficking groups over the internet."),
    "backed by": ("sheet 4.5", "The Expert Working Group is backed by incident response teams."),
    "another tool's use": (
        "sheet 4.1 sheet 4.4",
        "The Best Practice Guidance Manual is used to locate missing persons.",
    ),
    "another form": ("sheet 2.2 sheet 2.4", "Trafficking in organs keeps victims in construction and fisheries."),
    "founded and based": ("lake en", "The Lake Tervo Commission was founded in Tallinn and is based in Kuopio."),
    "based": ("lake en", "The Lake Tervo Commission is based in Kuopio."),
    "financier": ("lake en", "Estonia finances the Commission."),
    "boats": ("lake en", "Finland provides the boats of the Commission."),
    "elliptical posts": ("lake en", "Jonas Berg is the treasurer."),
    "elliptical post, last": ("lake en", "Aino Leclerc is the spokesperson of the Commission."),
    "sender": ("lake en", "The Tallinn Laboratory sends its samples to the Norwegian Institute for Water Research."),
    "accuser": ("lake en", "Russia accused Latvia of dumping waste."),
    "accused by": ("lake en", "Latvia was accused by Russia of dumping waste."),
    "WHO's children": ("lake en", "WHO reports that 300 children fell ill."),
    "UNICEF's wells": ("lake en", "According to UNICEF, 12 wells are polluted."),
    "part of": ("lake en", "The Baltic Programme is part of Project CLEARWATER-7."),
    "more fish": ("lake en", "More fish died in Lake Inari than in Lake Tervo."),
    "another seizure": ("ships en", "Operation Silver Reed seized 40 tonnes of cocaine."),
    "another place": ("ships en", "Operation Grey Heron took place in Portugal."),
    "leader": ("ships en", "Europol led Operation Grey Heron with the backing of Frontex."),
    "planner": ("ships en", "Arben Shkodra planned Operation Silver Reed."),
    "smugglers arrested police": ("ships en", "The smugglers arrested the police."),
    "bribed": ("ships en", "Customs officers had bribed the smugglers."),
}
SWAPPED_ES = {
    "detenciones de otra": ("sheet 3.2 sheet 3.3", "La Operación Nawala permitió detener a 25 personas."),
    "año de otra": ("sheet 3.2 sheet 3.3", "La Operación Nawala se realizó en 2015."),
    "socio de otra": ("sheet 3.2 sheet 3.3", "El socio en la Operación Nawala fue la OIM."),
    "lugar de otra": (
        "sheet 3.1 sheet 3.3",
        "La Operación Nawala dio lugar a detenciones en América Central y del Sur.",
    ),
    "mientras": (
        "sheet 3.2 sheet 3.3",
        "Akoma rescató a 76 niños en Costa de Marfil, mientras que Nawala llevó a 25 detenciones.",
    ),
    "quién implementa": ("guide 2.1.1", "La JTIP implementa el Proyecto TRACK4TIP con el apoyo de la UNODC."),
    "implementado por": (
        "guide 2.1.1",
        "TRACK4TIP es implementado por el Departamento de Estado con apoyo de la UNODC.",
    ),
    "lo implementa": ("guide 2.1.1", "El Proyecto TRACK4TIP lo implementa la JTIP."),
    "quién financia": ("guide 2.1.2", "La Operación Trigger VI financia el Proyecto DISRUPT."),
    "financiado por": ("guide 2.1.2", "El Proyecto DISRUPT está financiado por la Operación Trigger."),
    "la que financia": ("guide 2.1.2", "La Operación Trigger es la que financia al Proyecto DISRUPT."),
    "quién coordina": ("guide 2.1.2", "El Proyecto DISRUPT coordina la Operación Trigger VI."),
    "entre proyectos": ("guide 2.1.1 guide 2.1.2", "INTERPOL implementa el Proyecto TRACK4TIP."),
    "programa de otro": (
        "guide 2.1.1 guide 2.1.2",
        "TRACK4TIP forma parte del Programa Mundial sobre Flujos Ilícitos.",
    ),
    "cargos": ("guide 1.1", "Isabella Aguilar Méndez es la Presidenta."),
    "cargos en pareja": ("guide 1.1", "Hiromi Felices es la Moderadora e Isabella Aguilar, la Oficial de Conferencia."),
    "cargo delante": ("guide 1.1", "La Oficial de Conferencia es Natalia Sánchez Espitia."),
    "firmante": ("guide 2.2", "México firmó el Convenio de Budapest."),
    "firmante entre otros": ("guide 2.2", "Brasil, Chile y Guatemala firmaron el Convenio de Budapest."),
    "lo firmaron": ("guide 2.2", "El Convenio de Budapest lo firmaron Belice y Honduras."),
    "miembro": ("guide 2.2", "Brasil es miembro de la Coalición Regional."),
    "según INTERPOL": ("guide 2", "Según INTERPOL, 30% de las víctimas de 2020 provenía de América Latina."),
    "según la OEA": ("guide 2", "La OEA reporta que más de 7.7 millones de personas han huido de Venezuela."),
    "estimó la UNODC": ("guide 3", "La UNODC estimó que 22 millones de personas están en trabajo forzoso."),
    "comparación": ("guide 2", "Han huido más personas de Siria que de Venezuela."),
    "comparación de regiones": ("guide 2", "Europa y Asia Central tienen un mayor porcentaje que América Latina."),
    "coordinador y apoyo": ("guide 3", "EUROPOL coordinó la investigación con el apoyo de Países Bajos."),
    "HT y VT": ("guide 3.1.1", "El VT es el principal responsable de las actividades posteriores."),
    "PNO a PS": ("guide 3.1.1", "El PNO transmite la información a la PS."),
    "socio de otra alianza": (
        "guide 3.1.2 guide 3.1.3",
        "Amnistía Internacional participa en las Alianzas de Interpol.",
    ),
    "conferencias de otra": ("guide 3.1.3 guide 3.1.4", "El ACNUDH crea cada año conferencias de alto nivel."),
    "recibe apoyo": ("sheet 3", "INTERPOL recibe el apoyo de las policías nacionales."),
    "imparte a INTERPOL": ("sheet 3", "La policía local imparte cursos de capacitación a INTERPOL."),
    "sustantivos": ("sheet 1", "Las comunidades vulnerables explotan a los tratantes."),
    "se aprovechan": ("guide 3", "Las personas se aprovechan de los tratantes para su beneficio económico."),
    "otra herramienta": (
        "sheet 4.3 sheet 4.5",
        "Los equipos de respuesta a incidentes elaboran normas y planes de estudio.",
    ),
    "otra forma": (
        "sheet 2.2 sheet 2.4",
        "A las víctimas de la trata con fines de extracción de órganos se les mantiene en la pesca.",
    ),
    "fundada": ("lake es", "La Comisión del Lago Tervo se fundó en Tallin y tiene su sede en Kuopio."),
    "quién paga": ("lake es", "Estonia financia la Comisión."),
    "barcos": ("lake es", "Finlandia aporta los barcos de la Comisión."),
    "cargo elíptico": ("lake es", "Jonas Berg es el tesorero."),
    "quién envía": ("lake es", "El Laboratorio de Tallin envía sus muestras al Instituto Noruego del Agua."),
    "quién acusa": ("lake es", "Rusia acusó a Letonia de verter residuos."),
    "acusada por": ("lake es", "Letonia fue acusada por Rusia de verter residuos."),
    "OMS": ("lake es", "La OMS reporta que 300 niños enfermaron."),
    "UNICEF": ("lake es", "Según UNICEF, 12 pozos están contaminados."),
    "forma parte": ("lake es", "El Programa Báltico forma parte del Proyecto CLEARWATER-7."),
    "más peces": ("lake es", "En el lago Inari murieron más peces que en el lago Tervo."),
    "otra incautación": ("ships es", "La Operación Junco Plata incautó 40 toneladas de cocaína."),
    "otro lugar": ("ships es", "La Operación Garza Gris se realizó en Portugal."),
    "quién dirigió": ("ships es", "Europol dirigió la Operación Garza Gris con el respaldo de Frontex."),
    "quién planeó": ("ships es", "Arben Shkodra planeó la Operación Junco Plata."),
    "detuvieron a la policía": ("ships es", "Los contrabandistas detuvieron a la policía."),
    "sobornaron": ("ships es", "Los funcionarios de aduanas habían sobornado a los contrabandistas."),
}
ACROSS = {
    "es of en": ("es", "guide 2.1.1", "en", "El Proyecto TRACK4TIP es implementado por la UNODC con apoyo de la JTIP."),
    "es of en, funded": ("es", "guide 2.1.2", "en", "La Operación Trigger la financia el Proyecto DISRUPT."),
    "es of en, posts": ("es", "guide 1.1", "en", "Hiromi Felices es la Oficial de Conferencia."),
    "es of en, two": ("es", "sheet 3.2 sheet 3.3", "en", "Akoma rescató a más de 75 niños y Nawala a 76."),
    "en of es": ("en", "guide 2.1.1", "es", "UNODC implements Project TRACK4TIP with support from JTIP."),
    "en of es, signed": ("en", "guide 2.2", "es", "Brazil and Chile signed the Budapest Convention."),
    "en of es, compared": ("en", "guide 2", "es", "More people have fled Venezuela than Syria or Ukraine."),
}
SWAPPED_ACROSS = {
    "es of en": ("es", "guide 2.1.1", "en", "La JTIP implementa el Proyecto TRACK4TIP con el apoyo de la UNODC."),
    "es of en, funds": ("es", "guide 2.1.2", "en", "La Operación Trigger financia el Proyecto DISRUPT."),
    "es of en, posts": ("es", "guide 1.1", "en", "Hiromi Felices es la Presidenta."),
    "es of en, arrests": (
        "es",
        "sheet 3.2 sheet 3.3",
        "en",
        "La Operación Nawala llevó a la detención de 25 personas.",
    ),
    "en of es": ("en", "guide 2.1.1", "es", "JTIP implements Project TRACK4TIP with support from UNODC."),
    "en of es, signed": ("en", "guide 2.2", "es", "Mexico signed the Budapest Convention."),
    "en of es, compared": ("en", "guide 2", "es", "More people have fled Syria than Venezuela or Ukraine."),
}

TRUE_ELSEWHERE = (
    (
        "salud-andina.es",
        "2.3.1",
        "es",
        "El Banco Interamericano de Desarrollo financia el Proyecto Wawa Sana, que empezó en Ayacucho.",
    ),
    ("salud-andina.es", "2.3.1", "es", "Las 46 brigadas las dirige la enfermera Nélida Huamán."),
    (
        "salud-andina.es",
        "2.3.2",
        "es",
        "Nordkøl, una empresa danesa, fabricó los refrigeradores de la Operación Cóndor Frío.",
    ),
    ("salud-andina.es", "2.1.3", "es", "Corea del Sur donó el hospital de campaña de Piura."),
    ("salud-andina.es", "1.2", "es", "La OPS, con sede en Washington, tiene 35 Estados miembros."),
    ("salud-andina.es", "1.1", "es", "Jimena Altamirano preside y Tadeo Quispe Rojas modera."),
    (
        "salud-andina.es",
        "2.1.1",
        "es",
        "El ministro Rodrigo Cárdenas declaró la emergencia sanitaria en abril de 2025.",
    ),
    ("sahel-security.en", "4.1", "en", "The last head of MINUSMA was El-Ghassim Wane."),
    (
        "sahel-security.en",
        "4.1",
        "en",
        "After Mali withdrew its consent, the Security Council ended the mandate with resolution 2690.",
    ),
    (
        "sahel-security.en",
        "4.2",
        "en",
        "Mali left the G5 Sahel Joint Force in May 2022, five years after it was launched with Niger.",
    ),
    (
        "sahel-security.en",
        "4.3",
        "en",
        "Grace Mwangi, an envoy of the African Union, proposed Operation Harmattan in March 2024.",
    ),
    ("sahel-security.en", "4.3", "en", "One battalion each has been offered by Togo and Senegal."),
    ("sahel-security.en", "2.2", "en", "Project Baobab was run by UNODC with 6.4 million dollars from Denmark."),
    ("sahel-security.en", "2.1", "en", "JNIM is led by Iyad Ag Ghaly, and Katiba Hanifa taxes cattle markets."),
    ("conferencia-logistica.es", "3", "es", "Iker Santillán preside ACNUR en la sala Chapala."),
    ("conferencia-logistica.es", "3", "es", "UNICEF sesiona en la sala Tlaquepaque, en el segundo piso."),
    ("conferencia-logistica.es", "3", "en", "UNESCO meets in the Ajijic room and is chaired by Bruno Escamilla."),
    (
        "conferencia-logistica.es",
        "2.1",
        "es",
        "La embajadora Leonor Quiñones dará un discurso en la inauguración, en el Auditorio Barragán.",
    ),
)
SWAPPED_ELSEWHERE = (
    (
        "salud-andina.es",
        "2.3.1 2.3.2",
        "es",
        "El Banco Interamericano de Desarrollo financia la Operación Cóndor Frío.",
    ),
    ("salud-andina.es", "2.3.1 2.3.2", "es", "Nélida Huamán fabricó los refrigeradores y capacitó a 85 técnicos."),
    (
        "salud-andina.es",
        "2.3.1 2.3.2",
        "es",
        "El Proyecto Wawa Sana tendió una cadena de frío con 310 refrigeradores solares.",
    ),
    ("salud-andina.es", "1.1", "es", "Camila Echeverri preside el comité."),
    ("salud-andina.es", "1.1", "es", "La oficial de conferencias es Jimena Altamirano."),
    ("salud-andina.es", "2.1.3 2.1.2", "es", "En Bolivia, el hospital de campaña fue donado por Corea del Sur."),
    ("sahel-security.en", "4.1 4.2", "en", "A car bomb destroyed the headquarters of MINUSMA in Sévaré."),
    ("sahel-security.en", "4.1 4.2", "en", "El-Ghassim Wane headed the G5 Sahel Joint Force."),
    ("sahel-security.en", "4.2", "en", "Niger left the force in May 2022."),
    ("sahel-security.en", "4.3", "en", "The African Union has offered one battalion."),
    ("sahel-security.en", "4.3 4.2", "en", "Operation Harmattan was launched on 2 July 2017 with 5,000 troops."),
    ("sahel-security.en", "2.2", "en", "Denmark ran Project Baobab with 6.4 million dollars from UNODC."),
    ("sahel-security.en", "2.1", "en", "Iyad Ag Ghaly leads Katiba Hanifa."),
    ("sahel-security.en", "2.1", "en", "JNIM collects taxes on cattle markets around the W National Park."),
    ("conferencia-logistica.es", "3", "es", "Dafne Cuevas preside ACNUR."),
    ("conferencia-logistica.es", "3", "es", "La UNESCO sesiona en la sala Chapala."),
    ("conferencia-logistica.es", "3", "es", "El Consejo de Seguridad se reúne en la sala Tonalá."),
)
"""Over the invented documents of the quality tests."""


@pytest.mark.parametrize(("where", "sentence"), TRUE_EN.values(), ids=TRUE_EN.keys())
def test_each_name_does_what_it_does_in_the_source(where: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, "en", LEXICON), support(where), LEXICON) == ""


@pytest.mark.parametrize(("where", "sentence"), TRUE_ES.values(), ids=TRUE_ES.keys())
def test_cada_nombre_hace_lo_que_en_la_fuente(where: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, "es", LEXICON), support(where, edition="es"), LEXICON) == ""


@pytest.mark.parametrize(("where", "sentence"), SWAPPED_EN.values(), ids=SWAPPED_EN.keys())
def test_a_swap_is_told(where: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, "en", LEXICON), support(where), LEXICON)


@pytest.mark.parametrize(("where", "sentence"), SWAPPED_ES.values(), ids=SWAPPED_ES.keys())
def test_se_dice_lo_que_se_cruza(where: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, "es", LEXICON), support(where, edition="es"), LEXICON)


@pytest.mark.parametrize(("language", "where", "edition", "sentence"), ACROSS.values(), ids=ACROSS.keys())
def test_a_translation_keeps_the_roles(language: str, where: str, edition: str, sentence: str) -> None:
    grounds = support(where, both=False, edition=edition)
    assert swapped_roles(read(sentence, language, LEXICON), grounds, LEXICON) == ""


@pytest.mark.parametrize(
    ("language", "where", "edition", "sentence"), SWAPPED_ACROSS.values(), ids=SWAPPED_ACROSS.keys()
)
def test_a_swap_in_translation_is_told(language: str, where: str, edition: str, sentence: str) -> None:
    grounds = support(where, both=False, edition=edition)
    assert swapped_roles(read(sentence, language, LEXICON), grounds, LEXICON)


@pytest.mark.parametrize(("document", "sections", "language", "sentence"), TRUE_ELSEWHERE)
def test_roles_are_kept_over_other_documents(document: str, sections: str, language: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, language, LEXICON), elsewhere(document, sections), LEXICON) == ""


@pytest.mark.parametrize(("document", "sections", "language", "sentence"), SWAPPED_ELSEWHERE)
def test_swaps_are_told_over_other_documents(document: str, sections: str, language: str, sentence: str) -> None:
    assert swapped_roles(read(sentence, language, LEXICON), elsewhere(document, sections), LEXICON)
