"""Sentences that turn their source around, beside true ones that only look as if they did."""

from __future__ import annotations

import pytest

from answering.checking.polarity import turned_around
from answering.checking.readings import read
from answering.checking.support import find_support
from answering.checking.types import Ground
from answering.matching import Matcher
from tests.excerpts import LEXICON, Written, made_of, written
from tests.fakes import FakeEncoder

MATCHER = Matcher(FakeEncoder("vessel schooner").encode_words, LEXICON)
TURNED_IN_THE_DOCUMENTS = list(written("turned"))


def verdict(source: str, sentence: str, language: str, source_language: str = "") -> str:
    excerpts = made_of(source, source_language or language)
    grounds: list[Ground] = [ground for excerpt in excerpts for ground in excerpt.grounds]
    return turned_around(read(sentence, language, LEXICON), grounds, LEXICON)


TURNED = {
    "not put in": ("The treaty binds Peru.", "The treaty does not bind Peru."),
    "not left out": ("The treaty does not bind Peru.", "The treaty binds Peru."),
    "n't": ("Peru signed the treaty.", "Peru didn't sign the treaty."),
    "can't": ("Delegates can vote twice.", "Delegates can't vote twice."),
    "never": ("The council met in Lima.", "The council never met in Lima."),
    "nobody": ("Many delegates voted.", "Nobody voted."),
    "no before a noun": ("The storm destroyed ships.", "The storm destroyed no ships."),
    "without": ("The team works with a licence.", "The team works without a licence."),
    "fails to": ("The fund reached its target.", "The fund failed to reach its target."),
    "refuses to": ("The government paid the ransom.", "The government refused to pay the ransom."),
    "stopped doing it": ("The boats patrol the coast.", "The boats stopped patrolling the coast."),
    "no longer": ("The fund still pays pensions.", "The fund no longer pays pensions."),
    "a denial behind but": ("The law covers ships and trains.", "The law covers ships, but not trains."),
    "the denial on the other side": ("It covers ships, not trains.", "It covers trains, not ships."),
    "what is only denied": ("It covers crimes, not the conduct of states.", "It covers the conduct of states."),
    "forbidden": ("It is forbidden to eat in the rooms.", "You may eat in the rooms."),
    "a list under a denial": ("It is not allowed:\n\n- To smoke.\n- To sell food.", "You may sell food."),
    "un-": ("Authorized users may enter.", "Unauthorized users may enter."),
    "in-": ("The court found the evidence sufficient.", "The court found the evidence insufficient."),
    "illegal": ("They worked in illegal mines.", "They worked in legal mines."),
    "rose": ("Prices rose in May.", "Prices fell in May."),
    "went up": ("Prices went up in May.", "Prices went down in May."),
    "accept": ("The council accepted the plan.", "The council rejected the plan."),
    "allow": ("The rules allow phones.", "The rules forbid phones."),
    "join": ("Chad joined the force in May.", "Chad left the force in May."),
    "first": ("Chile was the first to sign.", "Chile was the last to sign."),
    "began": ("The debate began at noon.", "The debate ended at noon."),
    "higher": ("The tax is higher in Lima.", "The tax is lower in Lima."),
    "more than": ("More boats sank in 2020 than in 2021.", "Fewer boats sank in 2020 than in 2021."),
    "the sides of a comparison": ("Peru has more mines than Chile.", "Chile has more mines than Peru."),
    "women": ("Women led the strike.", "Men led the strike."),
    "adults": ("The camp is for children.", "The camp is for adults."),
    "origin": ("Peru is a country of origin.", "Peru is a country of destination."),
    "voluntary": ("Registration is voluntary.", "Registration is compulsory."),
    "exclude": ("The fee includes lunch.", "The fee excludes lunch."),
    "export": ("Chile exports copper.", "Chile imports copper."),
    "rich": ("It is common in poor regions.", "It is common in rich regions."),
    "north": ("The base is in the north.", "The base is in the south."),
    "public": ("Public schools closed.", "Private schools closed."),
    "often": ("Floods often cut the road.", "Floods rarely cut the road."),
    "against": ("The campaign is directed against piracy.", "The campaign supports piracy."),
    "all for many": ("Many states have signed.", "All states have signed."),
    "all put in": ("Traffickers exploit migrants.", "All traffickers exploit migrants."),
    "most for some": ("Some states have signed.", "Most states have signed."),
    "some for all": ("Every state has signed.", "Some states have signed."),
    "few for many": ("Many ships were lost.", "Few ships were lost."),
    "only": ("Members may vote.", "Only members may vote."),
    "always": ("The chair often speaks first.", "The chair always speaks first."),
    "everyone": ("Registered guests may enter.", "Everyone may enter."),
    "a single one": ("Teams came from several towns.", "Teams came from a single town."),
    "the largest": ("It is among the largest ports.", "It is the largest port."),
    "unless": ("The sale is forbidden unless the board agrees.", "Every sale is forbidden."),
    "an exception put in": ("Ships must pay a fee.", "Ships must pay a fee, except in May."),
    "can for did": ("Teams can be deployed.", "Teams were deployed."),
    "aims for did": ("The plan aims to stop piracy.", "The plan has stopped piracy."),
    "will for did": ("The bridge will be repaired.", "The bridge was repaired."),
    "should for did": ("States should share the data.", "States have shared the data."),
    "proposed for done": ("The envoy proposed a force of 300 men.", "The envoy led a force of 300 men."),
    "promised for gave": ("The accord promised schools to the north.", "The accord built schools in the north."),
    "would for is": ("The force would be based in Gao.", "The force is based in Gao."),
    "did for will": ("The crew rescued ten seals.", "The crew will rescue ten seals."),
    "did for aims": ("The crew rescued ten seals.", "The crew aims to rescue ten seals."),
    "does for plans": ("Japan funds the project.", "Japan plans to fund the project."),
    "did for may have": ("The crew rescued ten seals.", "The crew may have rescued ten seals."),
    "can for must": ("Teams can be deployed.", "Teams must be deployed."),
    "already": ("The network will exchange data.", "The network already exchanges data."),
    "suspected": ("Police identified nine suspected smugglers.", "Police identified nine smugglers."),
    "arrested for convicted": ("Police arrested nine men.", "Nine men were convicted."),
    "accused for convicted": ("The minister was accused of fraud.", "The minister was convicted of fraud."),
    "proposed for adopted": ("France proposed the resolution.", "The resolution was adopted."),
    "requested for granted": ("Chad requested a loan.", "Chad was granted a loan."),
    "signed for ratified": ("Chad signed the treaty.", "Chad ratified the treaty."),
    "before for after": ("The door closes after the roll call.", "The door closes before the roll call."),
    "until for since": ("The town has been besieged since 2022.", "The town was besieged until 2022."),
}  # fmt: skip
TURNED_IN_SPANISH = {
    "no": ("El tratado obliga a Perú.", "El tratado no obliga a Perú."),
    "no, left out": ("El tratado no obliga a Perú.", "El tratado obliga a Perú."),
    "no … ninguno": ("El barco rescató a diez marinos.", "El barco no rescató a ningún marino."),
    "nunca": ("El consejo se reunió en Lima.", "El consejo nunca se reunió en Lima."),
    "nadie": ("Muchos delegados votaron.", "Nadie votó."),
    "sin": ("El equipo trabaja con permiso.", "El equipo trabaja sin permiso."),
    "dejó de": ("Los barcos vigilan la costa.", "Los barcos dejaron de vigilar la costa."),
    "se niega a": ("El gobierno pagó el rescate.", "El gobierno se negó a pagar el rescate."),
    "tampoco": ("Chile firmó el tratado.", "Chile tampoco firmó el tratado."),
    "ya no": ("El fondo sigue pagando pensiones.", "El fondo ya no paga pensiones."),
    "prohibido": ("Está prohibido comer en las salas.", "Se puede comer en las salas."),
    "a list under a denial": ("No se permite:\n\n- Fumar.\n- Vender comida.", "Se puede vender comida."),
    "ilegal": ("Trabajaban en minas ilegales.", "Trabajaban en minas legales."),
    "ilimitado": ("El acceso es limitado.", "El acceso es ilimitado."),
    "contra su voluntad": ("Participan contra su voluntad.", "Participan por su propia voluntad."),
    "subir": ("Los precios subieron en mayo.", "Los precios bajaron en mayo."),
    "aceptar": ("El consejo aceptó el plan.", "El consejo rechazó el plan."),
    "permitir": ("Las reglas permiten teléfonos.", "Las reglas prohíben teléfonos."),
    "primero": ("Chile fue el primero en firmar.", "Chile fue el último en firmar."),
    "empezar": ("El debate empezó a mediodía.", "El debate terminó a mediodía."),
    "mayor": ("El impuesto es mayor en Lima.", "El impuesto es menor en Lima."),
    "the sides of a comparison": ("Perú tiene más minas que Chile.", "Chile tiene más minas que Perú."),
    "mujeres": ("Las mujeres dirigieron la huelga.", "Los hombres dirigieron la huelga."),
    "voluntario": ("El registro es voluntario.", "El registro es obligatorio."),
    "incluir": ("La cuota incluye la comida.", "La cuota excluye la comida."),
    "gratuito": ("Los autobuses son gratuitos.", "Los autobuses cuestan dinero."),
    "rico": ("Es común en regiones pobres.", "Es común en regiones ricas."),
    "a menudo": ("Las lluvias cortan a menudo la ruta.", "Las lluvias rara vez cortan la ruta."),
    "todos": ("Muchos países han firmado.", "Todos los países han firmado."),
    "la mayoría": ("Algunos países han firmado.", "La mayoría de los países ha firmado."),
    "algunos": ("Todos los países han firmado.", "Algunos países han firmado."),
    "solo": ("Los miembros pueden votar.", "Solo los miembros pueden votar."),
    "siempre": ("La mesa habla a menudo primero.", "La mesa siempre habla primero."),
    "el más grande": ("Figura entre los puertos más grandes.", "Es el puerto más grande."),
    "salvo": ("La venta está prohibida salvo que la junta acepte.", "Toda venta está siempre prohibida."),
    "poder": ("Los equipos pueden desplegarse.", "Los equipos se desplegaron."),
    "buscar": ("El plan busca frenar la piratería.", "El plan ha frenado la piratería."),
    "the future": ("El puente se reparará en 2030.", "El puente se reparó en 2030."),
    "the conditional": ("La fuerza tendría su base en Gao.", "La fuerza tiene su base en Gao."),
    "hecho, pretende": ("El barco rescató diez focas.", "El barco pretende rescatar diez focas."),
    "hecho, podría": ("El barco rescató diez focas.", "El barco podría rescatar diez focas."),
    "presuntos": ("Identificaron a nueve presuntos tratantes.", "Identificaron a nueve tratantes."),
    "detenido, condenado": ("La policía detuvo a nueve personas.", "Nueve personas fueron condenadas."),
    "firmar, ratificar": ("Chad firmó el tratado.", "Chad ratificó el tratado."),
    "antes, después": ("Se cierra después del pase de lista.", "Se cierra antes del pase de lista."),
}  # fmt: skip
KEPT = {
    "not only": ("It must rescue victims and prevent crimes.", "It must not only rescue victims but prevent crimes."),
    "not illegal": ("The trade is legal.", "The trade is not illegal."),
    "two denials": ("Delegates should not hesitate to call the chair.", "Delegates should call the chair."),
    "another denial": ("The government refused to pay the ransom.", "The government did not pay the ransom."),
    "a denial in a word": ("The members could not agree.", "The members disagreed."),
    "a denial moved": ("None of the victims were children.", "The victims were not children."),
    "against their will": ("They are unwilling participants.", "They do not take part of their own will."),
    "a denial left out": ("They do not bind states, but the council endorsed them.", "The council endorsed them."),
    "the lesser for the greater": ("Fees are higher in Peru than in Chile.", "Fees are lower in Chile than in Peru."),
    "after for before": ("The door closes after the roll call.", "The roll call comes before the door closes."),
    "no fewer than": ("At least seven nets were cut.", "No fewer than seven nets were cut."),
    "all of a number": ("Nine smugglers were caught and tried.", "All nine smugglers were tried."),
    "every for all": ("All members may speak.", "Every member may speak."),
    "most for a share": ("About 80 per cent of the boats sank.", "Most of the boats sank."),
    "all over": ("They came from many parts of the coast.", "They came from all over the coast."),
    "above all": ("It hurts fishermen.", "It hurts fishermen above all."),
    "mainly left out": ("The fund mainly helps widows.", "The fund helps widows."),
    "among the largest": ("It is among the largest ports.", "It is one of the largest ports."),
    "can be used": ("Members can track suspects.", "Members track suspects with it."),
    "it enabled": ("The boat enabled the crew to rescue ten seals.", "The crew rescued ten seals with the boat."),
    "was able to": ("The crew rescued ten seals.", "The crew was able to rescue ten seals."),
    "planned for": ("The bridge will be repaired in 2030.", "The repair of the bridge is planned for 2030."),
    "aims": ("The goal of the league is to protect whales.", "The league aims to protect whales."),
    "suspects": ("Nine suspected smugglers were found.", "Nine people suspected of smuggling were found."),
    "both of them": ("Nine men were arrested and convicted.", "Nine men were convicted."),
    "an opposite of something else": ("Sales rose while costs fell.", "Costs fell."),
    "women and men": ("Women and men led the strike.", "Men and women led the strike."),
    "not enough": ("The plan must also prevent crimes.", "Rescue is not enough: the plan must also prevent crimes."),
}  # fmt: skip
KEPT_IN_SPANISH = {
    "no solo": ("Debe rescatar víctimas y prevenir delitos.", "No solo debe rescatar víctimas, sino prevenir delitos."),
    "no ilegal": ("El comercio es legal.", "El comercio no es ilegal."),
    "sin dudarlo": ("Pueden llamar a la mesa sin dudarlo.", "Pueden llamar a la mesa."),
    "se negó": ("El gobierno se negó a pagar el rescate.", "El gobierno no pagó el rescate."),
    "prohibido": ("Está prohibido comer en las salas.", "No se puede comer en las salas."),
    "contra su voluntad": ("Participan contra su voluntad.", "No participan por su propia voluntad."),
    "una ONG": ("Es una organización no gubernamental.", "Es una ONG."),
    "menor por mayor": ("El impuesto es mayor en Perú que en Chile.", "El impuesto es menor en Chile que en Perú."),
    "cada": ("Todos los miembros pueden hablar.", "Cada miembro puede hablar."),
    "sobre todo": ("Perjudica a los pescadores.", "Perjudica sobre todo a los pescadores."),
    "una de las más grandes": ("Figura entre los puertos más grandes.", "Es uno de los puertos más grandes."),
    "pudo": ("La barca permitió rescatar diez focas.", "Se pudo rescatar diez focas con la barca."),
    "previsto": ("El puente se reparará en 2030.", "Está previsto que el puente se repare en 2030."),
    "meta": ("La meta de la liga es proteger ballenas.", "La liga busca proteger ballenas."),
    "salvó": ("La barca rescató diez focas.", "La barca salvó a diez focas."),
    "detenidos y condenados": ("Nueve hombres fueron detenidos y condenados.", "Nueve hombres fueron condenados."),
}  # fmt: skip
ACROSS = {
    "a denial": ("The boat rescued ten seals.", "La barca no rescató a ninguna foca.", True),
    "an opposite": ("Prices rose in 2022.", "Los precios bajaron en 2022.", True),
    "a mood": ("The manual will be updated in 2030.", "El manual ya se actualizó en 2030.", True),
    "unwilling": ("They are unwilling participants.", "Participan voluntariamente.", True),
    "the same": ("The manual will be updated in 2030.", "El manual se actualizará en 2030.", False),
    "the same denial": ("The norms are not binding.", "Las normas no son vinculantes.", False),
}


@pytest.mark.parametrize(("source", "sentence"), TURNED.values(), ids=TURNED.keys())
def test_a_statement_turned_around_is_found(source: str, sentence: str) -> None:
    assert verdict(source, sentence, "en") != ""


@pytest.mark.parametrize(("source", "sentence"), TURNED_IN_SPANISH.values(), ids=TURNED_IN_SPANISH.keys())
def test_a_statement_turned_around_is_found_in_spanish(source: str, sentence: str) -> None:
    assert verdict(source, sentence, "es") != ""


@pytest.mark.parametrize(("source", "sentence"), KEPT.values(), ids=KEPT.keys())
def test_a_statement_in_other_words_is_not_turned(source: str, sentence: str) -> None:
    assert verdict(source, sentence, "en") == ""


@pytest.mark.parametrize(("source", "sentence"), KEPT_IN_SPANISH.values(), ids=KEPT_IN_SPANISH.keys())
def test_a_statement_in_other_words_is_not_turned_in_spanish(source: str, sentence: str) -> None:
    assert verdict(source, sentence, "es") == ""


@pytest.mark.parametrize(("source", "sentence", "is_turned"), ACROSS.values(), ids=ACROSS.keys())
def test_a_spanish_sentence_is_held_against_an_english_source(source: str, sentence: str, is_turned: bool) -> None:
    assert (verdict(source, sentence, "es", "en") != "") is is_turned


def test_the_words_that_offend_are_told() -> None:
    assert verdict("Prices rose in May.", "Prices fell in May.", "en") == "fell"
    assert verdict("The treaty binds Peru.", "The treaty does not bind Peru.", "en") == "not bind"


def test_where_nothing_is_stood_on_nothing_is_turned_around() -> None:
    assert turned_around(read("Prices did not rise.", "en", LEXICON), (), LEXICON) == ""


def test_a_source_that_has_it_as_the_sentence_does_clears_it() -> None:
    sources = "Sales rose in 2022 in every port. Costs fell in 2022 in every port."

    assert verdict(sources, "In 2022 costs fell in every port.", "en") == ""
    assert verdict(sources, "In 2022 costs rose in every port.", "en") != ""


@pytest.mark.parametrize("row", TURNED_IN_THE_DOCUMENTS, ids=[row.text for row in TURNED_IN_THE_DOCUMENTS])
def test_a_sentence_that_turns_the_documents_around_is_found(row: Written) -> None:
    support = find_support(row.said, row.excerpts, MATCHER)
    stands_on = [ground for grounds in support.chosen.values() for ground in grounds]

    assert turned_around(row.said, stands_on, LEXICON) != ""
