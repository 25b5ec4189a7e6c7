<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AddAddress</name>
    <message>
        <source>Add by address</source>
        <translation>Adresse eingeben</translation>
    </message>
    <message>
        <source>A name, or an IP address, and the port if it is not 3001.</source>
        <translation>Ein Name oder eine IP-Adresse, und der Port, falls es nicht 3001 ist.</translation>
    </message>
    <message>
        <source>192.168.1.20 or workshop.local:3001</source>
        <translation>192.168.1.20 oder werkstatt.local:3001</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird gefragt …</translation>
    </message>
    <message>
        <source>That is not an address. Write a name, 192.168.1.20 or 192.168.1.20:3001.</source>
        <translation>Das ist keine Adresse. Möglich sind ein Name, 192.168.1.20 oder 192.168.1.20:3001.</translation>
    </message>
    <message>
        <source>Nothing answers at {address}. Is PeerDrop running there?</source>
        <translation>Unter {address} antwortet nichts. Läuft dort PeerDrop?</translation>
    </message>
    <message>
        <source>This is this device.</source>
        <translation>Das ist dieses Gerät selbst.</translation>
    </message>
</context>
<context>
    <name>Amounts</name>
    <message>
        <source>{done} of {whole}</source>
        <extracomment>How far a transfer is: &quot;2.4 of 3.8 GB&quot;.</extracomment>
        <translation>{done} von {whole}</translation>
    </message>
    <message>
        <source>{amount}/s</source>
        <extracomment>A speed: &quot;412 MB/s&quot;.</extracomment>
        <translation>{amount}/s</translation>
    </message>
    <message numerus="yes">
        <source>%Ln s left</source>
        <translation>
            <numerusform>noch %Ln s</numerusform>
            <numerusform>noch %Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min left</source>
        <translation>
            <numerusform>noch %Ln min</numerusform>
            <numerusform>noch %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h left</source>
        <translation>
            <numerusform>noch %Ln h</numerusform>
            <numerusform>noch %Ln h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln days left</source>
        <translation>
            <numerusform>noch %Ln Tag</numerusform>
            <numerusform>noch %Ln Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln s</source>
        <translation>
            <numerusform>%Ln s</numerusform>
            <numerusform>%Ln s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <translation>
            <numerusform>%Ln min</numerusform>
            <numerusform>%Ln min</numerusform>
        </translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} min {seconds} s</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{number} %</source>
        <extracomment>A share of a whole: &quot;64 %&quot;.</extracomment>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files</source>
        <translation>
            <numerusform>%Ln Datei</numerusform>
            <numerusform>%Ln Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>1 empty folder</source>
        <translation>1 leerer Ordner</translation>
    </message>
    <message numerus="yes">
        <source>%Ln empty folders</source>
        <translation>
            <numerusform>%Ln leerer Ordner</numerusform>
            <numerusform>%Ln leere Ordner</numerusform>
        </translation>
    </message>
    <message>
        <source>{files}, {folders}</source>
        <extracomment>What a transfer holds: &quot;2 files, 1 empty folder&quot;.</extracomment>
        <translation>{files}, {folders}</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>1 Element</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items</source>
        <translation>
            <numerusform>%Ln Element</numerusform>
            <numerusform>%Ln Elemente</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} ms</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln min</source>
        <comment>ago</comment>
        <extracomment>Behind &quot;last seen&quot;: so long ago.</extracomment>
        <translation>
            <numerusform>vor %Ln min</numerusform>
            <numerusform>vor %Ln min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln h</source>
        <comment>ago</comment>
        <extracomment>Behind &quot;last seen&quot;: so long ago.</extracomment>
        <translation>
            <numerusform>vor %Ln h</numerusform>
            <numerusform>vor %Ln h</numerusform>
        </translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>A day of this year in short, in Qt&apos;s signs: &quot;3 Nov&quot;.</extracomment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <extracomment>A day in Qt&apos;s signs: &quot;Tuesday, 3 November&quot;.</extracomment>
        <translation>dddd, d. MMMM</translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Ansehen …</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Send those again</source>
        <translation>Diese erneut senden</translation>
    </message>
    <message>
        <source>Ask again</source>
        <comment>button: ask the sender of a transfer for what did not arrive</comment>
        <translation>Erneut anfragen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Resume</source>
        <comment>a transfer that failed</comment>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Send first</source>
        <translation>Zuerst senden</translation>
    </message>
    <message>
        <source>Move up in line</source>
        <translation>Weiter nach vorn</translation>
    </message>
    <message>
        <source>Move down in line</source>
        <translation>Weiter nach hinten</translation>
    </message>
    <message>
        <source>Send last</source>
        <translation>Zuletzt senden</translation>
    </message>
    <message>
        <source>Send that one</source>
        <translation>Diese senden</translation>
    </message>
    <message numerus="yes">
        <source>Send those %Ln</source>
        <extracomment>A button: the files of a transfer that did not arrive.</extracomment>
        <translation>
            <numerusform>Diese %Ln senden</numerusform>
            <numerusform>Diese %Ln senden</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody at {name} could decide</source>
        <translation>Bei {name} konnte niemand entscheiden</translation>
    </message>
    <message>
        <source>{name} takes files only from others now</source>
        <translation>{name} nimmt gerade nur Dateien von anderen an</translation>
    </message>
    <message>
        <source>Not enough space on {name}</source>
        <translation>Nicht genug Platz auf {name}</translation>
    </message>
    <message>
        <source>{name} declined</source>
        <translation>{name} hat abgelehnt</translation>
    </message>
    <message numerus="yes">
        <source>{name} and %Ln more</source>
        <extracomment>A job of several files by the first of them: &quot;report.pdf and 2 more&quot;.</extracomment>
        <translation>
            <numerusform>{name} und %Ln weitere</numerusform>
            <numerusform>{name} und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation>{what} wird an {name} gesendet</translation>
    </message>
    <message>
        <source>{what} from {name}</source>
        <translation>{what} von {name}</translation>
    </message>
    <message>
        <source>Space pauses</source>
        <translation>Leertaste hält an</translation>
    </message>
    <message>
        <source>Space resumes</source>
        <translation>Leertaste setzt fort</translation>
    </message>
    <message>
        <source>Delete cancels</source>
        <translation>Entf bricht ab</translation>
    </message>
    <message>
        <source>Counting… {files}</source>
        <extracomment>While dropped folders are looked through: &quot;Counting… 12,340 files&quot;.</extracomment>
        <translation>Zählt … {files}</translation>
    </message>
    <message>
        <source>to {name}</source>
        <translation>an {name}</translation>
    </message>
    <message>
        <source>from {name}</source>
        <translation>von {name}</translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation>Wird gesendet, sobald {name} wieder da ist</translation>
    </message>
    <message>
        <source>Next in line</source>
        <translation>Als Nächstes an der Reihe</translation>
    </message>
    <message>
        <source>Waiting for {name} to accept</source>
        <translation>Wartet, bis {name} annimmt</translation>
    </message>
    <message>
        <source>wants to send</source>
        <extracomment>Behind the size of an offer: &quot;3 files · 2.1 MB · wants to send&quot;.</extracomment>
        <translation>soll gesendet werden</translation>
    </message>
    <message>
        <source>Being reviewed below</source>
        <extracomment>The sheet with this offer stands open below the card.</extracomment>
        <translation>Wird unten angesehen</translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation>Hier ist nicht genug Platz: {free} frei, {needed} nötig.</translation>
    </message>
    <message>
        <source>{size} free</source>
        <extracomment>Space on the disk: &quot;106 GB free&quot;.</extracomment>
        <translation>{size} frei</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>No data for 15 s. Still trying.</source>
        <translation>Seit 15 s keine Daten. Wird weiter versucht.</translation>
    </message>
    <message>
        <source>Waiting in line</source>
        <translation>Wartet in der Reihe</translation>
    </message>
    <message>
        <source>Paused: the disk here is nearly full. It goes on when there is space.</source>
        <translation>Angehalten: Der Datenträger hier ist fast voll. Es geht weiter, sobald Platz da ist.</translation>
    </message>
    <message>
        <source>Paused: the disk on {name} is nearly full. It goes on when there is space.</source>
        <translation>Angehalten: Der Datenträger von {name} ist fast voll. Es geht weiter, sobald Platz da ist.</translation>
    </message>
    <message>
        <source>Paused at {percent} by {name}</source>
        <translation>Bei {percent} angehalten von {name}</translation>
    </message>
    <message>
        <source>Paused at {percent}</source>
        <translation>Bei {percent} angehalten</translation>
    </message>
    <message>
        <source>The disk here is full: {free} left, {needed} needed. It goes on when there is space.</source>
        <translation>Der Datenträger hier ist voll: {free} frei, {needed} nötig. Es geht weiter, wenn Platz ist.</translation>
    </message>
    <message>
        <source>The disk on {name} is full: {free} left, {needed} needed. It goes on when there is space.</source>
        <translation>Der Datenträger auf {name} ist voll: {free} frei, {needed} nötig. Es geht weiter, wenn Platz ist.</translation>
    </message>
    <message>
        <source>Connection lost. Continues by itself.</source>
        <translation>Verbindung verloren. Es geht von selbst weiter.</translation>
    </message>
    <message>
        <source>Checking the files…</source>
        <translation>Dateien werden geprüft …</translation>
    </message>
    <message>
        <source>Delivered in {duration}</source>
        <translation>Zugestellt in {duration}</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Zugestellt</translation>
    </message>
    <message>
        <source>Saved to {folder}</source>
        <translation>Gespeichert in {folder}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>checked</source>
        <extracomment>Behind the size of what arrived: its digest is right.</extracomment>
        <translation>geprüft</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items are not sent. The rest goes.</source>
        <translation>
            <numerusform>%Ln Element wird nicht gesendet. Der Rest wird gesendet.</numerusform>
            <numerusform>%Ln Elemente werden nicht gesendet. Der Rest wird gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>1 file can&apos;t be read here. The rest goes.</source>
        <translation>1 Datei ist hier nicht lesbar. Der Rest wird gesendet.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files can&apos;t be read here. The rest goes.</source>
        <translation>
            <numerusform>%Ln Datei ist hier nicht lesbar. Der Rest wird gesendet.</numerusform>
            <numerusform>%Ln Dateien sind hier nicht lesbar. Der Rest wird gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>1 link or special file is not sent.</source>
        <translation>1 Verknüpfung oder Sonderdatei wird nicht gesendet.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln links and special files are not sent.</source>
        <translation>
            <numerusform>%Ln Verknüpfung oder Sonderdatei wird nicht gesendet.</numerusform>
            <numerusform>%Ln Verknüpfungen und Sonderdateien werden nicht gesendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} was asked to send it again.</source>
        <translation>{name} wurde gebeten, es erneut zu senden.</translation>
    </message>
    <message>
        <source>The files on {name} have changed since. {name} must send them anew.</source>
        <translation>Die Dateien auf {name} haben sich seitdem geändert. {name} muss sie neu senden.</translation>
    </message>
    <message>
        <source>{name} can&apos;t read the files any more.</source>
        <translation>{name} kann die Dateien nicht mehr lesen.</translation>
    </message>
    <message>
        <source>{name} does not know this transfer any more and must send the files anew.</source>
        <translation>{name} kennt diese Übertragung nicht mehr und muss die Dateien neu senden.</translation>
    </message>
    <message>
        <source>{name} has canceled this transfer.</source>
        <translation>{name} hat diese Übertragung abgebrochen.</translation>
    </message>
    <message>
        <source>{name} was asked too often. Try again in a minute.</source>
        <translation>{name} wurde zu oft gebeten. In einer Minute erneut versuchen.</translation>
    </message>
    <message>
        <source>PeerDrop on {name} is too old to be asked. {name} must send the files anew.</source>
        <translation>PeerDrop auf {name} ist zu alt dafür. {name} muss die Dateien neu senden.</translation>
    </message>
    <message>
        <source>{name} does not send it again.</source>
        <translation>{name} sendet es nicht erneut.</translation>
    </message>
    <message>
        <source>{name} asked for this again. The files have changed, so nothing was sent.</source>
        <translation>{name} hat erneut hierum gebeten. Die Dateien haben sich geändert, darum wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>{name} asked for this again, but the files can&apos;t be read any more.</source>
        <translation>{name} hat erneut hierum gebeten, aber die Dateien sind nicht mehr lesbar.</translation>
    </message>
    <message>
        <source>Paused by you</source>
        <translation>Hier angehalten</translation>
    </message>
    <message>
        <source>1 name is already in “{folder}”. Both are kept.</source>
        <translation>1 Name ist schon in „{folder}“. Es bleiben beide.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln names are already in “{folder}”. Both are kept.</source>
        <translation>
            <numerusform>%Ln Name ist schon in „{folder}“. Es bleiben beide.</numerusform>
            <numerusform>%Ln Namen sind schon in „{folder}“. Es bleiben jeweils beide.</numerusform>
        </translation>
    </message>
    <message>
        <source>{arrived} of {files} delivered. {count} could not be sent.</source>
        <translation>{arrived} von {files} zugestellt. {count} nicht gesendet.</translation>
    </message>
    <message>
        <source>{arrived} of {files} saved. {count} could not be written.</source>
        <translation>{arrived} von {files} gespeichert. {count} nicht geschrieben.</translation>
    </message>
    <message>
        <source>Declined</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Canceled by {name} at {percent}</source>
        <translation>Bei {percent} abgebrochen von {name}</translation>
    </message>
    <message>
        <source>Canceled by {name}</source>
        <translation>Abgebrochen von {name}</translation>
    </message>
    <message>
        <source>Canceled by you at {percent}</source>
        <translation>Bei {percent} hier abgebrochen</translation>
    </message>
    <message>
        <source>Canceled by you</source>
        <translation>Hier abgebrochen</translation>
    </message>
    <message>
        <source>What arrived is kept for 7 days.</source>
        <translation>Was ankam, bleibt 7 Tage erhalten.</translation>
    </message>
    <message>
        <source>stopped at {percent}</source>
        <extracomment>Behind the size of a transfer that failed: &quot;18.4 GB · stopped at 41 %&quot;.</extracomment>
        <translation>bei {percent} stehen geblieben</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>TLS lane</source>
        <translation>TLS-Spur</translation>
    </message>
    <message>
        <source>Not enough space here.</source>
        <translation>Hier ist nicht genug Platz.</translation>
    </message>
    <message>
        <source>Could not be written here.</source>
        <translation>Konnte hier nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk here is full.</source>
        <translation>Der Datenträger hier ist voll.</translation>
    </message>
    <message>
        <source>A file was changed on {name} while it was sent.</source>
        <translation>Eine Datei wurde auf {name} während des Sendens geändert.</translation>
    </message>
    <message>
        <source>A file on {name} could not be read.</source>
        <translation>Eine Datei auf {name} konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Not enough space on {name}.</source>
        <translation>Nicht genug Platz auf {name}.</translation>
    </message>
    <message>
        <source>Could not be written on {name}.</source>
        <translation>Konnte auf {name} nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>The disk on {name} is full.</source>
        <translation>Der Datenträger von {name} ist voll.</translation>
    </message>
    <message>
        <source>A file was changed while it was sent.</source>
        <translation>Eine Datei wurde während des Sendens geändert.</translation>
    </message>
    <message>
        <source>A file could not be read.</source>
        <translation>Eine Datei konnte nicht gelesen werden.</translation>
    </message>
    <message>
        <source>{name} did not decide in time.</source>
        <translation>{name} hat nicht rechtzeitig entschieden.</translation>
    </message>
    <message>
        <source>{name} did not confirm that everything arrived.</source>
        <translation>{name} hat nicht bestätigt, dass alles angekommen ist.</translation>
    </message>
    <message>
        <source>A file has a name that can&apos;t be used.</source>
        <translation>Eine Datei hat einen Namen, der nicht verwendet werden kann.</translation>
    </message>
    <message>
        <source>Arrived damaged, not saved.</source>
        <translation>Beschädigt angekommen, nicht gespeichert.</translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation>Die Verbindung zu {name} ging verloren.</translation>
    </message>
    <message>
        <source>{name} does not know this transfer any more.</source>
        <translation>{name} kennt diese Übertragung nicht mehr.</translation>
    </message>
    <message>
        <source>{name} sent something that can&apos;t be understood.</source>
        <translation>{name} hat etwas Unverständliches gesendet.</translation>
    </message>
    <message>
        <source>The transfer with {name} failed.</source>
        <translation>Die Übertragung mit {name} ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The offer was not answered in time.</source>
        <translation>Das Angebot wurde nicht rechtzeitig beantwortet.</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Send files</source>
        <translation>Dateien senden</translation>
    </message>
    <message>
        <source>Enter sends, Esc drops</source>
        <translation>Enter sendet, Esc verwirft</translation>
    </message>
    <message>
        <source>Do not send (Esc)</source>
        <translation>Nicht senden (Esc)</translation>
    </message>
    <message>
        <source>{files}: {name}, …</source>
        <extracomment>Several attached files: &quot;3 files: report.pdf, …&quot;.</extracomment>
        <translation>{files}: {name}, …</translation>
    </message>
    <message>
        <source>Attached: {files}. {help}.</source>
        <translation>Angehängt: {files}. {help}.</translation>
    </message>
    <message>
        <source>Attach files (Ctrl+O)</source>
        <translation>Dateien anhängen (Strg+O)</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Senden (Enter)</translation>
    </message>
    <message>
        <source>Message {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
    <message>
        <source>Message to {name}</source>
        <translation>Nachricht an {name}</translation>
    </message>
</context>
<context>
    <name>Connections</name>
    <message>
        <source>Began</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>Past connections</source>
        <translation>Frühere Verbindungen</translation>
    </message>
    <message>
        <source>Connect &amp;again</source>
        <translation>&amp;Erneut verbinden</translation>
    </message>
    <message>
        <source>Connections with {name}</source>
        <translation>Verbindungen mit {name}</translation>
    </message>
    <message>
        <source>It was last seen at {address}.</source>
        <translation>Zuletzt gesehen unter {address}.</translation>
    </message>
    <message>
        <source>None yet. It was last seen at {address}.</source>
        <translation>Noch keine. Zuletzt gesehen unter {address}.</translation>
    </message>
    <message>
        <source>Connection with {name}</source>
        <translation>Verbindung mit {name}</translation>
    </message>
    <message>
        <source>Direct, on this network</source>
        <translation>Direkt, in diesem Netzwerk</translation>
    </message>
    <message>
        <source>Direct, through a router</source>
        <translation>Direkt, durch einen Router</translation>
    </message>
    <message>
        <source>Through a relay</source>
        <translation>Über ein Relay</translation>
    </message>
    <message>
        <source>Good: answers come in under 50 ms.</source>
        <translation>Gut: Antworten kommen in weniger als 50 ms.</translation>
    </message>
    <message>
        <source>Slow: answers take 50 to 150 ms, or one was missed.</source>
        <translation>Langsam: Antworten brauchen 50 bis 150 ms, oder eine blieb aus.</translation>
    </message>
    <message>
        <source>Weak: answers take over 150 ms, or several were missed.</source>
        <translation>Schwach: Antworten brauchen mehr als 150 ms, oder mehrere blieben aus.</translation>
    </message>
    <message>
        <source>A weak Wi-Fi or a busy network is the usual cause. Come closer, or use a cable.</source>
        <translation>Meist liegt es an schwachem WLAN oder einem ausgelasteten Netzwerk. Näher herangehen oder ein Kabel nehmen hilft.</translation>
    </message>
    <message>
        <source>The way leads through the internet. On one network it would be faster.</source>
        <translation>Der Weg führt durchs Internet. Im selben Netzwerk ginge es schneller.</translation>
    </message>
    <message>
        <source>All goes through a relay server. On one network it would go straight.</source>
        <translation>Alles läuft über einen Relay-Server. Im selben Netzwerk ginge es direkt.</translation>
    </message>
    <message>
        <source>The connection was lost</source>
        <translation>Die Verbindung ging verloren</translation>
    </message>
    <message>
        <source>Its identity was another one</source>
        <translation>Die Identität war eine andere</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Not measured yet</source>
        <translation>Noch nicht gemessen</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Antwortzeit</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message numerus="yes">
        <source>%Ln, nothing heard for {time}</source>
        <extracomment>{time}: how long nothing has come: &quot;6 s&quot;.</extracomment>
        <translation>
            <numerusform>%Ln, nichts gehört seit {time}</numerusform>
            <numerusform>%Ln, nichts gehört seit {time}</numerusform>
        </translation>
    </message>
    <message>
        <source>Missed answers</source>
        <translation>Ausgebliebene Antworten</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message numerus="yes">
        <source>%Ln peer-to-peer</source>
        <translation>
            <numerusform>%Ln direkt</numerusform>
            <numerusform>%Ln direkt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln by relay</source>
        <translation>
            <numerusform>%Ln über Relay</numerusform>
            <numerusform>%Ln über Relay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not connected · %Ln nearby</source>
        <translation>
            <numerusform>Nicht verbunden · %Ln in der Nähe</numerusform>
            <numerusform>Nicht verbunden · %Ln in der Nähe</numerusform>
        </translation>
    </message>
    <message>
        <source>Offline: nobody is here</source>
        <translation>Offline: Niemand ist da</translation>
    </message>
    <message numerus="yes">
        <source>Peer-to-peer, straight from machine to machine: %Ln.</source>
        <translation>
            <numerusform>Direkt von Gerät zu Gerät: %Ln.</numerusform>
            <numerusform>Direkt von Gerät zu Gerät: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Through a relay, which sees only encrypted data: %Ln.</source>
        <translation>
            <numerusform>Über ein Relay, das nur Verschlüsseltes sieht: %Ln.</numerusform>
            <numerusform>Über ein Relay, das nur Verschlüsseltes sieht: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Here but not connected: %Ln.</source>
        <translation>
            <numerusform>Da, aber nicht verbunden: %Ln.</numerusform>
            <numerusform>Da, aber nicht verbunden: %Ln.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Offline: %Ln.</source>
        <translation>
            <numerusform>Offline: %Ln.</numerusform>
            <numerusform>Offline: %Ln.</numerusform>
        </translation>
    </message>
    <message>
        <source>Still connected</source>
        <translation>Noch verbunden</translation>
    </message>
    <message>
        <source>PeerDrop ended before it</source>
        <translation>PeerDrop wurde vorher beendet</translation>
    </message>
    <message>
        <source>Closed by one of you</source>
        <translation>Von einer Seite beendet</translation>
    </message>
    <message>
        <source>It failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>&amp;Search this conversation</source>
        <translation>In dieser Unterhaltung &amp;suchen</translation>
    </message>
    <message>
        <source>&amp;Keep messages for</source>
        <translation>Nachrichten &amp;aufbewahren</translation>
    </message>
    <message>
        <source>&amp;Delete conversation…</source>
        <translation>Unterhaltung &amp;löschen …</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Unterhaltung</translation>
    </message>
    <message>
        <source>What you send goes when {name} is back online.</source>
        <translation>Was gesendet wird, kommt an, sobald {name} wieder da ist.</translation>
    </message>
    <message>
        <source>{name} is asked before anything is saved. The connection opens by itself.</source>
        <extracomment>As the drop overlay says.</extracomment>
        <translation>{name} wird gefragt, bevor etwas gespeichert wird. Die Verbindung entsteht von selbst.</translation>
    </message>
    <message>
        <source>Write a message, or drop files here.</source>
        <translation>Nachricht schreiben oder Dateien hier ablegen.</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>Files are being transferred</source>
        <extracomment>Why this machine does not fall asleep: some desktops show it.</extracomment>
        <translation>Dateien werden übertragen</translation>
    </message>
</context>
<context>
    <name>Devices</name>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Verbinden</translation>
    </message>
    <message>
        <source>&amp;Try now</source>
        <translation>&amp;Jetzt versuchen</translation>
    </message>
    <message>
        <source>Re&amp;try</source>
        <translation>&amp;Erneut versuchen</translation>
    </message>
    <message>
        <source>&amp;Connect anyway</source>
        <translation>Trotzdem &amp;verbinden</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>&amp;Trennen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Stoppen</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>Connection &amp;history…</source>
        <translation>&amp;Frühere Verbindungen …</translation>
    </message>
    <message>
        <source>&amp;Block…</source>
        <translation>&amp;Blockieren …</translation>
    </message>
    <message>
        <source>Un&amp;block</source>
        <translation>Nicht mehr &amp;blockieren</translation>
    </message>
    <message>
        <source>&amp;Forget…</source>
        <translation>&amp;Vergessen …</translation>
    </message>
    <message>
        <source>Cop&amp;y ID ({id})</source>
        <translation>ID ({id}) &amp;kopieren</translation>
    </message>
    <message>
        <source>Forget {name}?</source>
        <translation>{name} vergessen?</translation>
    </message>
    <message>
        <source>The name you gave it, its addresses and past connections are lost, and that you know it. Messages stay.</source>
        <translation>Der hier vergebene Name, die Adressen, die früheren Verbindungen und dass das Gerät bekannt ist, gehen verloren. Nachrichten bleiben.</translation>
    </message>
    <message>
        <source>Block {name}?</source>
        <translation>{name} blockieren?</translation>
    </message>
    <message>
        <source>It is disconnected, and nothing is taken from it any more, until you unblock it. It is not told.</source>
        <translation>Das Gerät wird getrennt, und nichts wird mehr von ihm angenommen, bis die Blockierung aufgehoben wird. Es erfährt davon nichts.</translation>
    </message>
    <message>
        <source>Connected</source>
        <comment>head of a section</comment>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Nearby</source>
        <translation>In der Nähe</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Connecting… (calling)</source>
        <translation>Verbindet … (ruft an)</translation>
    </message>
    <message>
        <source>Connecting… (finding a path)</source>
        <translation>Verbindet … (sucht einen Weg)</translation>
    </message>
    <message>
        <source>Connecting… (checking identity)</source>
        <translation>Verbindet … (prüft die Identität)</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>Slow link</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Weak link</source>
        <translation>Schwach</translation>
    </message>
    <message>
        <source>Slow link · no answer for {time}</source>
        <extracomment>{time}: &quot;6 s&quot;.</extracomment>
        <translation>Langsam · seit {time} keine Antwort</translation>
    </message>
    <message>
        <source>Weak link · no answer for {time}</source>
        <extracomment>{time}: &quot;6 s&quot;.</extracomment>
        <translation>Schwach · seit {time} keine Antwort</translation>
    </message>
    <message>
        <source>LAN</source>
        <translation>LAN</translation>
    </message>
    <message>
        <source>NAT</source>
        <translation>NAT</translation>
    </message>
    <message>
        <source>relay</source>
        <translation>Relay</translation>
    </message>
    <message>
        <source>local network</source>
        <translation>lokales Netzwerk</translation>
    </message>
    <message>
        <source>through a router</source>
        <translation>durch einen Router</translation>
    </message>
    <message>
        <source>through a relay</source>
        <translation>über ein Relay</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Blockiert</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet …</translation>
    </message>
    <message>
        <source>Connection lost · trying again…</source>
        <translation>Verbindung verloren · neuer Versuch …</translation>
    </message>
    <message>
        <source>Disconnecting…</source>
        <translation>Wird getrennt …</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>verifiziert</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unread</source>
        <translation>
            <numerusform>%Ln ungelesen</numerusform>
            <numerusform>%Ln ungelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>Trying again in {time}</source>
        <extracomment>{time}: &quot;5 s&quot;.</extracomment>
        <translation>Neuer Versuch in {time}</translation>
    </message>
    <message>
        <source>Trying again…</source>
        <translation>Neuer Versuch …</translation>
    </message>
    <message>
        <source>Identity changed · stopped</source>
        <translation>Identität geändert · gestoppt</translation>
    </message>
    <message>
        <source>Could not connect</source>
        <translation>Verbindung gescheitert</translation>
    </message>
    <message>
        <source>New</source>
        <comment>a device nobody here has dealt with</comment>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nicht verbunden</translation>
    </message>
    <message>
        <source>Nearby · not connected</source>
        <translation>In der Nähe · nicht verbunden</translation>
    </message>
    <message numerus="yes">
        <source>Offline · last seen {ago} · %Ln waiting</source>
        <extracomment>{ago} is &quot;just now&quot;, &quot;2 h&quot; or a day; the number is what waits in the outbox.</extracomment>
        <translation>
            <numerusform>Offline · zuletzt {ago} · %Ln wartet</numerusform>
            <numerusform>Offline · zuletzt {ago} · %Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Offline · last seen {ago}</source>
        <translation>Offline · zuletzt {ago}</translation>
    </message>
    <message numerus="yes">
        <source>Nearby · %Ln devices connected already</source>
        <translation>
            <numerusform>In der Nähe · schon %Ln Gerät verbunden</numerusform>
            <numerusform>In der Nähe · schon %Ln Geräte verbunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Nearby · no more connections at once</source>
        <translation>In der Nähe · mehr Verbindungen gehen nicht</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>&amp;Block</source>
        <translation>&amp;Blockieren</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>What is {name} called here?</source>
        <translation>Wie soll {name} hier heißen?</translation>
    </message>
    <message>
        <source>Only this device shows that name. Leave it empty for the name it has itself.</source>
        <translation>Nur dieses Gerät zeigt den Namen. Leer gilt der Name, den das andere Gerät selbst hat.</translation>
    </message>
    <message>
        <source>ID {id}, address {address}</source>
        <translation>ID {id}, Adresse {address}</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Schließen</translation>
    </message>
    <message>
        <source>Not now (Esc)</source>
        <translation>Jetzt nicht (Esc)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>&amp;Umbenennen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>Drop to send</source>
        <translation>Loslassen, um zu senden</translation>
    </message>
    <message>
        <source>Drop to send to {name}</source>
        <translation>Loslassen, um an {name} zu senden</translation>
    </message>
    <message>
        <source>{items} · you are asked to whom</source>
        <translation>{items} · danach wird gefragt, an wen</translation>
    </message>
    <message>
        <source>{items} · {name} is asked before anything is saved</source>
        <translation>{items} · {name} wird gefragt, bevor etwas gespeichert wird</translation>
    </message>
</context>
<context>
    <name>ErrorBar</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>Retry</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Could not reach {name}.</source>
        <translation>{name} ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>Its address may have changed.</source>
        <translation>Vielleicht hat sich die Adresse geändert.</translation>
    </message>
    <message>
        <source>Could not connect: {name} did not answer.</source>
        <translation>Keine Verbindung: {name} hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>Check that it is awake and on the same network.</source>
        <translation>Ist das Gerät wach und im selben Netzwerk?</translation>
    </message>
    <message>
        <source>No direct way to {name}: a firewall or a strict network is between you.</source>
        <translation>Kein direkter Weg zu {name}: Eine Firewall oder ein strenges Netzwerk steht dazwischen.</translation>
    </message>
    <message>
        <source>{name} answered, but the connection did not open in time.</source>
        <translation>{name} hat geantwortet, aber die Verbindung kam nicht rechtzeitig zustande.</translation>
    </message>
    <message>
        <source>{name} connected but did not prove who it is.</source>
        <translation>{name} hat sich verbunden, aber die Identität nicht nachgewiesen.</translation>
    </message>
    <message>
        <source>This is not the {name} you know.</source>
        <translation>Das ist nicht das bekannte Gerät {name}.</translation>
    </message>
    <message>
        <source>Its identity has changed, so nothing was sent.</source>
        <translation>Die Identität hat sich geändert, darum wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>The connection to {name} was lost.</source>
        <translation>Die Verbindung zu {name} ging verloren.</translation>
    </message>
    <message>
        <source>It is tried again in the background.</source>
        <translation>Im Hintergrund wird es erneut versucht.</translation>
    </message>
    <message>
        <source>{name} is not connected: as many devices as the settings allow are connected already.</source>
        <translation>{name} ist nicht verbunden: Es sind schon so viele Geräte verbunden, wie die Einstellungen erlauben.</translation>
    </message>
    <message>
        <source>Disconnect one of them, or connect anyway.</source>
        <translation>Eines davon trennen oder trotzdem verbinden.</translation>
    </message>
    <message>
        <source>{name} is connected with as many devices as it may.</source>
        <translation>{name} ist schon mit so vielen Geräten verbunden, wie es darf.</translation>
    </message>
    <message>
        <source>Try again later, or disconnect one of them there.</source>
        <translation>Später erneut versuchen oder dort eines trennen.</translation>
    </message>
    <message>
        <source>This device could not prepare a connection to {name}.</source>
        <translation>Dieses Gerät konnte keine Verbindung zu {name} vorbereiten.</translation>
    </message>
    <message>
        <source>{name} runs an older PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein älteres PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update PeerDrop on {name}.</source>
        <translation>PeerDrop auf {name} aktualisieren.</translation>
    </message>
    <message>
        <source>{name} runs a newer PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein neueres PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update this PeerDrop.</source>
        <translation>Dieses PeerDrop aktualisieren.</translation>
    </message>
    <message>
        <source>{name} runs another PeerDrop that this one cannot talk to.</source>
        <translation>{name} hat ein anderes PeerDrop, mit dem sich dieses nicht versteht.</translation>
    </message>
    <message>
        <source>Update the older one.</source>
        <translation>Das ältere aktualisieren.</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>Anderen Ordner wählen …</translation>
    </message>
    <message numerus="yes">
        <source>%Ln characters</source>
        <translation>
            <numerusform>%Ln Zeichen</numerusform>
            <numerusform>%Ln Zeichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Too long for a message: {length}, the limit is {limit}.</source>
        <translation>Zu lang für eine Nachricht: {length}, die Grenze ist {limit}.</translation>
    </message>
    <message>
        <source>Shorten it, or send it as a file.</source>
        <translation>Kürzen oder als Datei senden.</translation>
    </message>
    <message>
        <source>Send as a file</source>
        <translation>Als Datei senden</translation>
    </message>
    <message>
        <source>Choose another port…</source>
        <translation>Anderen Port wählen …</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Open PeerDrop on the other machine.</source>
        <translation>PeerDrop auf dem anderen Gerät öffnen.</translation>
    </message>
    <message>
        <source>It needs no account and no setup.</source>
        <translation>Es braucht kein Konto und keine Einrichtung.</translation>
    </message>
    <message>
        <source>Use the same network.</source>
        <translation>Dasselbe Netzwerk benutzen.</translation>
    </message>
    <message>
        <source>Same Wi-Fi or cable. Guest Wi-Fi often keeps devices apart.</source>
        <translation>Gleiches WLAN oder Kabel. Gast-WLAN trennt Geräte oft voneinander.</translation>
    </message>
    <message>
        <source>Click the device when it shows up on the left.</source>
        <translation>Das Gerät anklicken, sobald es in der Liste erscheint.</translation>
    </message>
    <message>
        <source>Usually within a few seconds.</source>
        <translation>Meist nach wenigen Sekunden.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>Hidden: only devices you know can find this one.</source>
        <translation>Verborgen: Nur bekannte Geräte finden dieses.</translation>
    </message>
    <message>
        <source>Make &amp;visible</source>
        <translation>&amp;Sichtbar machen</translation>
    </message>
    <message>
        <source>&amp;Add by address…</source>
        <translation>&amp;Adresse eingeben …</translation>
    </message>
    <message>
        <source>&amp;Scan again</source>
        <translation>Erneut &amp;suchen</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
    <message>
        <source>No network. Connect to Wi-Fi or plug in a cable.</source>
        <translation>Kein Netzwerk. Mit einem WLAN verbinden oder ein Kabel einstecken.</translation>
    </message>
    <message>
        <source>&amp;Check again</source>
        <translation>Erneut &amp;prüfen</translation>
    </message>
    <message>
        <source>Choose a device</source>
        <translation>Ein Gerät wählen</translation>
    </message>
    <message>
        <source>Then write to it, or drop files on it.</source>
        <translation>Dann Nachrichten schreiben oder Dateien darauf ziehen.</translation>
    </message>
    <message>
        <source>Still nothing after 10 seconds?</source>
        <translation>Nach 10 Sekunden noch nichts?</translation>
    </message>
    <message>
        <source>Allow PeerDrop in the firewalls of both machines, leave a VPN, or add the device by its address.</source>
        <translation>PeerDrop in den Firewalls beider Geräte erlauben, ein VPN verlassen oder das Gerät über seine Adresse hinzufügen.</translation>
    </message>
    <message>
        <source>Others see you as “{name}”</source>
        <translation>Andere sehen dieses Gerät als „{name}“</translation>
    </message>
    <message>
        <source>Received files go to {folder}. Nothing is saved before you accept it.</source>
        <translation>Empfangene Dateien kommen nach {folder}. Nichts wird gespeichert, bevor es angenommen ist.</translation>
    </message>
    <message>
        <source>PeerDrop is not running</source>
        <translation>PeerDrop läuft nicht</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Device menu</source>
        <translation>Gerätemenü</translation>
    </message>
    <message>
        <source>{path}: why does the connection with {name} feel as it does?</source>
        <translation>{path}: Warum ist die Verbindung mit {name} so, wie sie ist?</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Verifiziert</translation>
    </message>
    <message>
        <source>Direct · WebRTC</source>
        <translation>Direkt · WebRTC</translation>
    </message>
    <message>
        <source>NAT · WebRTC</source>
        <translation>NAT · WebRTC</translation>
    </message>
    <message>
        <source>Relay</source>
        <translation>Relay</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>24 hours</source>
        <translation>24 Stunden</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Delete this message here?</source>
        <translation>Diese Nachricht hier löschen?</translation>
    </message>
    <message>
        <source>It goes from this device. The other device keeps its own.</source>
        <translation>Sie verschwindet von diesem Gerät. Das andere Gerät behält seine.</translation>
    </message>
    <message>
        <source>&amp;Delete here</source>
        <translation>Hier &amp;löschen</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Behalten</translation>
    </message>
    <message>
        <source>Delete this transfer from the list?</source>
        <translation>Diese Übertragung aus der Liste löschen?</translation>
    </message>
    <message>
        <source>Only the entry goes. The files stay where they are.</source>
        <translation>Nur der Eintrag verschwindet. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Clear all conversations?</source>
        <translation>Alle Unterhaltungen leeren?</translation>
    </message>
    <message>
        <source>Messages and the list of transfers go from this device. Files stay where they are.</source>
        <translation>Nachrichten und die Liste der Übertragungen verschwinden von diesem Gerät. Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>&amp;Clear conversations</source>
        <translation>Unterhaltungen &amp;leeren</translation>
    </message>
    <message>
        <source>Delete the conversation with {name}?</source>
        <translation>Die Unterhaltung mit {name} löschen?</translation>
    </message>
    <message>
        <source>All its messages and transfers go from this device, and what waits to be sent is withdrawn. Saved files stay where they are.</source>
        <translation>Alle Nachrichten und Übertragungen verschwinden von diesem Gerät, und was noch auf das Senden wartet, wird zurückgezogen. Gespeicherte Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>&amp;Delete conversation</source>
        <translation>Unterhaltung &amp;löschen</translation>
    </message>
    <message>
        <source>Keep nothing of the conversation with {name}?</source>
        <translation>Nichts von der Unterhaltung mit {name} aufbewahren?</translation>
    </message>
    <message>
        <source>What is there is deleted here now. New messages are shown until PeerDrop is closed.</source>
        <translation>Was da ist, wird hier jetzt gelöscht. Neue Nachrichten sind zu sehen, bis PeerDrop geschlossen wird.</translation>
    </message>
    <message>
        <source>&amp;Delete and keep nothing</source>
        <translation>&amp;Löschen und nichts aufbewahren</translation>
    </message>
    <message>
        <source>Leave as it &amp;is</source>
        <translation>So &amp;lassen</translation>
    </message>
    <message>
        <source>Keep messages with {name} for 24 hours only?</source>
        <translation>Nachrichten mit {name} nur 24 Stunden aufbewahren?</translation>
    </message>
    <message>
        <source>Keep messages with {name} for 7 days only?</source>
        <translation>Nachrichten mit {name} nur 7 Tage aufbewahren?</translation>
    </message>
    <message>
        <source>What is older is deleted here now. Saved files stay where they are.</source>
        <translation>Was älter ist, wird hier jetzt gelöscht. Gespeicherte Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>&amp;Delete what is older</source>
        <translation>Älteres &amp;löschen</translation>
    </message>
    <message>
        <source>Conversations for which you have chosen otherwise stay as they are.</source>
        <translation>Unterhaltungen mit eigener Einstellung bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Keep nothing of conversations?</source>
        <translation>Von Unterhaltungen nichts behalten?</translation>
    </message>
    <message>
        <source>Keep messages for 24 hours only?</source>
        <translation>Nachrichten nur 24 Stunden behalten?</translation>
    </message>
    <message>
        <source>Keep messages for 7 days only?</source>
        <translation>Nachrichten nur 7 Tage behalten?</translation>
    </message>
    <message>
        <source>Cancel and throw away {size}?</source>
        <translation>Abbrechen und {size} verwerfen?</translation>
    </message>
    <message>
        <source>What has arrived of it is deleted.</source>
        <translation>Was davon angekommen ist, wird gelöscht.</translation>
    </message>
    <message>
        <source>&amp;Throw away</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Keep going</source>
        <translation>&amp;Weitermachen</translation>
    </message>
    <message>
        <source>Throw away {size}?</source>
        <translation>{size} verwerfen?</translation>
    </message>
    <message>
        <source>It has to come again from its beginning then.</source>
        <translation>Dann muss alles noch einmal von vorn kommen.</translation>
    </message>
</context>
<context>
    <name>Node</name>
    <message>
        <source>Could not start: {why}</source>
        <translation>Start nicht möglich: {why}</translation>
    </message>
    <message>
        <source>Choose another port with --port, or stop what uses these.</source>
        <translation>Mit --port einen anderen Port wählen oder beenden, was diese benutzt.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Erneut versuchen.</translation>
    </message>
    <message>
        <source>Could not start: port {port} is in use by another program.</source>
        <translation>Start nicht möglich: Port {port} ist von einem anderen Programm belegt.</translation>
    </message>
    <message>
        <source>Could not start: port {port} may not be opened by this user.</source>
        <translation>Start nicht möglich: Port {port} darf von diesem Benutzer nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Could not start: ports {first} to {last} are all in use.</source>
        <translation>Start nicht möglich: Die Ports {first} bis {last} sind alle belegt.</translation>
    </message>
    <message>
        <source>Port {port} is in use by another program.</source>
        <translation>Port {port} ist von einem anderen Programm belegt.</translation>
    </message>
    <message>
        <source>Port {port} may not be opened by this user.</source>
        <translation>Port {port} darf von diesem Benutzer nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>UDP port {port} is in use by another program.</source>
        <translation>UDP-Port {port} ist von einem anderen Programm belegt.</translation>
    </message>
    <message>
        <source>UDP port {port} may not be opened by this user.</source>
        <translation>UDP-Port {port} darf von diesem Benutzer nicht geöffnet werden.</translation>
    </message>
    <message>
        <source>Ports {first} to {last} are all in use.</source>
        <translation>Die Ports {first} bis {last} sind alle belegt.</translation>
    </message>
    <message>
        <source>Choose another one.</source>
        <translation>Anderen Port wählen.</translation>
    </message>
    <message>
        <source>Choose another with --port, or stop the program that uses it.</source>
        <translation>Mit --port einen anderen wählen oder das Programm beenden, das ihn benutzt.</translation>
    </message>
    <message>
        <source>The installed WebRTC library can&apos;t be used safely: {why}.</source>
        <translation>Die installierte WebRTC-Bibliothek ist nicht sicher benutzbar: {why}.</translation>
    </message>
    <message>
        <source>Install PeerDrop anew, with the library versions it names.</source>
        <translation>PeerDrop neu installieren, mit den Bibliotheken in den genannten Versionen.</translation>
    </message>
    <message>
        <source>Could not start: this machine gives no network sockets ({why}).</source>
        <translation>Start nicht möglich: Dieses Gerät stellt keine Netzwerkverbindungen bereit ({why}).</translation>
    </message>
    <message>
        <source>Close other programs, or start this machine anew.</source>
        <translation>Andere Programme schließen oder das Gerät neu starten.</translation>
    </message>
    <message>
        <source>That is not an address.</source>
        <translation>Das ist keine Adresse.</translation>
    </message>
    <message>
        <source>Write a name, 192.168.1.20 or 192.168.1.20:3001.</source>
        <translation>Möglich sind ein Name, 192.168.1.20 oder 192.168.1.20:3001.</translation>
    </message>
    <message>
        <source>This is this device.</source>
        <translation>Das ist dieses Gerät selbst.</translation>
    </message>
    <message>
        <source>Write the address of the other one.</source>
        <translation>Nötig ist die Adresse des anderen.</translation>
    </message>
    <message>
        <source>Nothing answers at {address}.</source>
        <translation>Unter {address} antwortet nichts.</translation>
    </message>
    <message>
        <source>Is PeerDrop running there? Start it and try again.</source>
        <translation>Läuft dort PeerDrop? Starten und erneut versuchen.</translation>
    </message>
    <message>
        <source>Update the older PeerDrop of the two.</source>
        <translation>Das ältere der beiden PeerDrop aktualisieren.</translation>
    </message>
    <message>
        <source>Another machine, at {address}, uses the same identity: probably a copied disk.</source>
        <translation>Ein anderes Gerät, unter {address}, benutzt dieselbe Identität: wahrscheinlich ein kopierter Datenträger.</translation>
    </message>
    <message>
        <source>At {address} is another machine with the same identity as this one: probably a copied disk.</source>
        <translation>Unter {address} ist ein anderes Gerät mit derselben Identität wie dieses: wahrscheinlich ein kopierter Datenträger.</translation>
    </message>
    <message>
        <source>On one of the two, move identity.json and its backup away and start it again.</source>
        <translation>Auf einem der beiden identity.json und die Sicherung davon wegräumen und neu starten.</translation>
    </message>
    <message>
        <source>The PeerDrop that runs on this home has ended or does not answer.</source>
        <translation>Das PeerDrop, das auf diesem Ordner läuft, ist beendet oder antwortet nicht.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>In einem Moment erneut versuchen.</translation>
    </message>
    <message>
        <source>The PeerDrop that runs on this home could not do that ({what}: {status}).</source>
        <translation>Das PeerDrop, das auf diesem Ordner läuft, konnte das nicht tun ({what}: {status}).</translation>
    </message>
    <message>
        <source>Look at its log, or restart it with --verbose.</source>
        <translation>Ins Protokoll sehen oder es mit --verbose neu starten.</translation>
    </message>
    <message>
        <source>PeerDrop {other} runs on this home, and this is {own}.</source>
        <translation>Auf diesem Ordner läuft PeerDrop {other}, und dies ist {own}.</translation>
    </message>
    <message>
        <source>Close the other one, or use the same version.</source>
        <translation>Das andere schließen oder dieselbe Version benutzen.</translation>
    </message>
    <message>
        <source>A PeerDrop already runs on {path}; its name and its port can&apos;t be changed from here.</source>
        <translation>Auf {path} läuft schon ein PeerDrop; Name und Port sind von hier aus nicht zu ändern.</translation>
    </message>
    <message>
        <source>Leave --name and --port out, or close it first, or use another --home.</source>
        <translation>--name und --port weglassen, es erst schließen oder ein anderes --home benutzen.</translation>
    </message>
    <message>
        <source>There is nothing to send: the message is empty.</source>
        <translation>Nichts zu senden: Die Nachricht ist leer.</translation>
    </message>
    <message>
        <source>Write something.</source>
        <translation>Etwas schreiben.</translation>
    </message>
    <message>
        <source>Too long for a message: {length} characters, the limit is {limit}.</source>
        <translation>Zu lang für eine Nachricht: {length} Zeichen, die Grenze ist {limit}.</translation>
    </message>
    <message>
        <source>Send as a file.</source>
        <translation>Als Datei senden.</translation>
    </message>
    <message>
        <source>The message holds bytes that are no text.</source>
        <translation>Die Nachricht enthält Bytes, die kein Text sind.</translation>
    </message>
    <message>
        <source>Send it as a file.</source>
        <translation>Als Datei senden.</translation>
    </message>
    <message>
        <source>No device {id} is known.</source>
        <translation>Ein Gerät {id} ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Look for it first, or add its address.</source>
        <translation>Zuerst danach suchen oder seine Adresse hinzufügen.</translation>
    </message>
    <message>
        <source>The list of devices could not be saved ({why}).</source>
        <translation>Die Geräteliste konnte nicht gespeichert werden ({why}).</translation>
    </message>
    <message>
        <source>Check the permissions and the free space of PeerDrop&apos;s folder.</source>
        <translation>Rechte und freien Platz des Ordners von PeerDrop prüfen.</translation>
    </message>
    <message>
        <source>Where devices were could not be saved ({why}).</source>
        <translation>Die Adressen der Geräte konnten nicht gespeichert werden ({why}).</translation>
    </message>
    <message>
        <source>There is no history in this run.</source>
        <translation>In diesem Lauf gibt es keinen Verlauf.</translation>
    </message>
    <message>
        <source>Restart PeerDrop; at its start it says why.</source>
        <translation>PeerDrop neu starten; dabei steht, warum.</translation>
    </message>
    <message>
        <source>The history was damaged and set aside as {name}. A new one was begun.</source>
        <translation>Der Verlauf war beschädigt und liegt jetzt als {name} beiseite. Ein neuer wurde begonnen.</translation>
    </message>
    <message>
        <source>Your identity and your devices are not touched.</source>
        <translation>Identität und Geräte sind nicht betroffen.</translation>
    </message>
    <message>
        <source>Your identity and your devices are not touched. Look at what waits to be sent, and at how long conversations are kept.</source>
        <translation>Identität und Geräte sind nicht betroffen. Zu prüfen ist, was auf das Senden wartet und wie lange Unterhaltungen aufbewahrt werden.</translation>
    </message>
    <message>
        <source>The history {path} can&apos;t be used ({why}). Nothing is kept for now.</source>
        <translation>Der Verlauf {path} ist nicht benutzbar ({why}). Vorerst wird nichts aufbewahrt.</translation>
    </message>
    <message>
        <source>Check the permissions and the free space of PeerDrop&apos;s folder, and restart PeerDrop.</source>
        <translation>Rechte und freien Platz des Ordners von PeerDrop prüfen und PeerDrop neu starten.</translation>
    </message>
    <message>
        <source>The history can&apos;t be read ({why}).</source>
        <translation>Der Verlauf ist nicht lesbar ({why}).</translation>
    </message>
    <message>
        <source>Check PeerDrop&apos;s folder, and restart PeerDrop.</source>
        <translation>Den Ordner von PeerDrop prüfen und PeerDrop neu starten.</translation>
    </message>
    <message>
        <source>The history can&apos;t be saved ({why}). Everything else works.</source>
        <translation>Der Verlauf kann nicht gespeichert werden ({why}). Alles andere funktioniert.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of PeerDrop&apos;s folder.</source>
        <translation>Freien Platz und Rechte des Ordners von PeerDrop prüfen.</translation>
    </message>
    <message>
        <source>The history was made by a newer PeerDrop. It is left as it is, and nothing is added.</source>
        <translation>Der Verlauf stammt von einem neueren PeerDrop. Er bleibt, wie er ist, und nichts kommt dazu.</translation>
    </message>
    <message>
        <source>Update PeerDrop.</source>
        <translation>PeerDrop aktualisieren.</translation>
    </message>
    <message>
        <source>The history can&apos;t be saved ({why}).</source>
        <translation>Der Verlauf kann nicht gespeichert werden ({why}).</translation>
    </message>
    <message>
        <source>That does not wait any more.</source>
        <translation>Das wartet nicht mehr.</translation>
    </message>
    <message>
        <source>It was sent, or withdrawn before.</source>
        <translation>Es wurde schon gesendet oder zurückgezogen.</translation>
    </message>
    <message>
        <source>It is deleted, but the file of the history may still hold traces of it.</source>
        <translation>Es ist gelöscht, aber in der Datei des Verlaufs können noch Spuren sein.</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of PeerDrop&apos;s folder, and delete once more.</source>
        <translation>Freien Platz und Rechte des Ordners von PeerDrop prüfen und noch einmal löschen.</translation>
    </message>
    <message>
        <source>The connection to {name} was called off.</source>
        <translation>Die Verbindung zu {name} wurde abgebrochen.</translation>
    </message>
    <message>
        <source>PeerDrop is closing.</source>
        <translation>PeerDrop wird geschlossen.</translation>
    </message>
    <message>
        <source>No device {id} was found.</source>
        <translation>Ein Gerät {id} wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Check that PeerDrop runs there, or add its address.</source>
        <translation>Läuft dort PeerDrop? Sonst die Adresse hinzufügen.</translation>
    </message>
    <message>
        <source>There is no such transfer.</source>
        <translation>Diese Übertragung gibt es nicht.</translation>
    </message>
    <message>
        <source>Look at the list of transfers.</source>
        <translation>In der Liste der Übertragungen nachsehen.</translation>
    </message>
    <message>
        <source>That transfer is over.</source>
        <translation>Diese Übertragung ist vorbei.</translation>
    </message>
    <message>
        <source>Send the files again.</source>
        <translation>Die Dateien erneut senden.</translation>
    </message>
    <message>
        <source>That transfer comes from the other device.</source>
        <translation>Diese Übertragung kommt vom anderen Gerät.</translation>
    </message>
    <message>
        <source>It decides the order there.</source>
        <translation>Die Reihenfolge wird dort bestimmt.</translation>
    </message>
    <message>
        <source>That transfer has not failed.</source>
        <translation>Diese Übertragung ist nicht gescheitert.</translation>
    </message>
    <message>
        <source>That transfer is tried again already.</source>
        <translation>Diese Übertragung wird schon noch einmal versucht.</translation>
    </message>
    <message>
        <source>That transfer is sent from here.</source>
        <translation>Diese Übertragung wird von hier gesendet.</translation>
    </message>
    <message>
        <source>The other device accepts it.</source>
        <translation>Annehmen kann sie das andere Gerät.</translation>
    </message>
    <message>
        <source>Can&apos;t write to {folder} ({why}).</source>
        <translation>{folder} ist nicht beschreibbar ({why}).</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Ask for the files again.</source>
        <translation>Noch einmal um die Dateien bitten.</translation>
    </message>
    <message>
        <source>No file was chosen.</source>
        <translation>Keine Datei gewählt.</translation>
    </message>
    <message>
        <source>Choose at least one file, or decline.</source>
        <translation>Mindestens eine Datei wählen oder ablehnen.</translation>
    </message>
    <message>
        <source>There is nothing to send.</source>
        <translation>Es gibt nichts zu senden.</translation>
    </message>
    <message>
        <source>Choose at least one file or folder.</source>
        <translation>Mindestens eine Datei oder einen Ordner wählen.</translation>
    </message>
    <message>
        <source>More than {count} files are too many for one transfer.</source>
        <translation>Mehr als {count} Dateien sind zu viele für eine Übertragung.</translation>
    </message>
    <message>
        <source>Send fewer at a time.</source>
        <translation>Weniger auf einmal senden.</translation>
    </message>
    <message>
        <source>There is no {path}.</source>
        <translation>{path} gibt es nicht.</translation>
    </message>
    <message>
        <source>Check the name.</source>
        <translation>Den Namen prüfen.</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read ({why}).</source>
        <translation>{path} ist nicht lesbar ({why}).</translation>
    </message>
    <message>
        <source>{path} and {more} more can&apos;t be read.</source>
        <translation>{path} und {more} weitere sind nicht lesbar.</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read.</source>
        <translation>{path} ist nicht lesbar.</translation>
    </message>
    <message>
        <source>Check its permissions.</source>
        <translation>Die Rechte prüfen.</translation>
    </message>
    <message>
        <source>{path} and {more} more can&apos;t be sent: names are too long or not valid text (UTF-8), or files too big.</source>
        <translation>{path} und {more} weitere lassen sich nicht senden: Namen sind zu lang oder kein gültiger Text (UTF-8), oder Dateien sind zu groß.</translation>
    </message>
    <message>
        <source>Rename them, then send again.</source>
        <translation>Umbenennen und noch einmal senden.</translation>
    </message>
    <message>
        <source>{path} can&apos;t be sent: its name is too long or is not valid text (UTF-8), or it is too big.</source>
        <translation>{path} lässt sich nicht senden: Der Name ist zu lang oder kein gültiger Text (UTF-8), oder die Datei ist zu groß.</translation>
    </message>
    <message>
        <source>Rename it, then send again.</source>
        <translation>Umbenennen und noch einmal senden.</translation>
    </message>
    <message>
        <source>Those files are too large for one transfer.</source>
        <translation>Diese Dateien sind zu groß für eine Übertragung.</translation>
    </message>
    <message>
        <source>More than {count} folders are too many for one transfer.</source>
        <translation>Mehr als {count} Ordner sind zu viele für eine Übertragung.</translation>
    </message>
    <message>
        <source>The names of these files, with their folders, are longer than one transfer takes ({most}).</source>
        <translation>Die Namen dieser Dateien mit ihren Ordnern sind länger, als eine Übertragung fasst ({most}).</translation>
    </message>
    <message>
        <source>The disk with its files does not answer.</source>
        <translation>Der Datenträger mit diesen Dateien antwortet nicht.</translation>
    </message>
    <message>
        <source>{path} is neither a file nor a folder.</source>
        <translation>{path} ist weder Datei noch Ordner.</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>Eine Datei wählen.</translation>
    </message>
    <message>
        <source>Those files have changed since.</source>
        <translation>Diese Dateien haben sich seitdem geändert.</translation>
    </message>
    <message>
        <source>Send them anew.</source>
        <translation>Sie neu senden.</translation>
    </message>
    <message>
        <source>None of those files can be read any more.</source>
        <translation>Keine dieser Dateien ist mehr lesbar.</translation>
    </message>
    <message>
        <source>Look where they are now.</source>
        <translation>Nachsehen, wo sie jetzt sind.</translation>
    </message>
    <message>
        <source>Not enough space in {folder}: {free} GB free, {needed} GB needed.</source>
        <translation>Nicht genug Platz in {folder}: {free} GB frei, {needed} GB nötig.</translation>
    </message>
    <message>
        <source>Not enough space in {folder}: {free} GB free beside what other transfers need, {needed} GB needed.</source>
        <translation>Nicht genug Platz in {folder}: {free} GB frei neben dem, was andere Übertragungen brauchen, {needed} GB nötig.</translation>
    </message>
    <message>
        <source>Not enough space in {folder}: {free} GB free beside what other transfers need and what is kept free, {needed} GB needed.</source>
        <translation>Zu wenig Platz in {folder}: {free} GB frei neben dem, was andere Übertragungen brauchen und was frei bleiben soll, {needed} GB nötig.</translation>
    </message>
    <message>
        <source>Free some space or choose another folder.</source>
        <translation>Platz schaffen oder einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>A speed limit must be at least {rate} kB/s.</source>
        <translation>Die Grenze muss mindestens {rate} kB/s sein.</translation>
    </message>
    <message>
        <source>Choose a higher one, or 0 for none.</source>
        <translation>Eine höhere wählen, oder 0 für keine.</translation>
    </message>
    <message>
        <source>That is too scattered a choice.</source>
        <translation>Diese Auswahl ist zu verstreut.</translation>
    </message>
    <message>
        <source>Choose fewer files, or whole folders.</source>
        <translation>Weniger Dateien oder ganze Ordner wählen.</translation>
    </message>
    <message>
        <source>Transfers that waited could not be read: {count}.</source>
        <translation>Wartende Übertragungen, die nicht lesbar waren: {count}.</translation>
    </message>
    <message>
        <source>Send those files again.</source>
        <translation>Diese Dateien erneut senden.</translation>
    </message>
    <message>
        <source>Can&apos;t read {folder} ({why}).</source>
        <translation>{folder} ist nicht lesbar ({why}).</translation>
    </message>
    <message>
        <source>The transfer can&apos;t be kept for later ({why}).</source>
        <translation>Die Übertragung kann nicht für später aufbewahrt werden ({why}).</translation>
    </message>
    <message>
        <source>Free some space on the disk with PeerDrop&apos;s folder.</source>
        <translation>Auf dem Datenträger mit dem Ordner von PeerDrop Platz schaffen.</translation>
    </message>
    <message>
        <source>The connection did not come about in time.</source>
        <translation>Die Verbindung kam nicht rechtzeitig zustande.</translation>
    </message>
    <message>
        <source>PeerDrop is not running yet.</source>
        <translation>PeerDrop läuft noch nicht.</translation>
    </message>
    <message>
        <source>Wait a moment and try again.</source>
        <translation>Kurz warten und erneut versuchen.</translation>
    </message>
    <message>
        <source>PeerDrop stopped because something in it went wrong.</source>
        <translation>PeerDrop wurde durch einen Fehler beendet.</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Neu starten.</translation>
    </message>
    <message>
        <source>The settings could not be saved ({why}).</source>
        <translation>Die Einstellungen konnten nicht gespeichert werden ({why}).</translation>
    </message>
    <message>
        <source>The picture could not be kept{why}.</source>
        <translation>Das Bild konnte nicht aufbewahrt werden{why}.</translation>
    </message>
    <message>
        <source>Check the free space and try again.</source>
        <translation>Den freien Platz prüfen und erneut versuchen.</translation>
    </message>
    <message>
        <source>Something in PeerDrop went wrong.</source>
        <translation>In PeerDrop ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Try it again. If it happens again, look into the log.</source>
        <translation>Erneut versuchen. Passiert es wieder, ins Protokoll sehen.</translation>
    </message>
    <message>
        <source>The home {path} can&apos;t be used ({why}).</source>
        <translation>Der Ordner {path} ist nicht benutzbar ({why}).</translation>
    </message>
    <message>
        <source>Check its permissions and free space, or choose another folder with --home.</source>
        <translation>Rechte und freien Platz prüfen oder mit --home einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>The home {path} is not a folder.</source>
        <translation>{path} ist kein Ordner.</translation>
    </message>
    <message>
        <source>Choose another folder with --home.</source>
        <translation>Mit --home einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Another PeerDrop already runs on {path}.</source>
        <translation>Auf {path} läuft schon ein anderes PeerDrop.</translation>
    </message>
    <message>
        <source>Use that one, or start this one with another --home.</source>
        <translation>Jenes benutzen oder dieses mit einem anderen --home starten.</translation>
    </message>
    <message>
        <source>Or start with another folder: --home.</source>
        <translation>Oder mit einem anderen Ordner starten: --home.</translation>
    </message>
    <message>
        <source>The identity file {path} is missing, but its backup {backup} is there. Rename the backup to {file} to stay the same device.</source>
        <translation>Die Identitätsdatei {path} fehlt, aber ihre Sicherung {backup} ist da. In {file} umbenannt bleibt dies dasselbe Gerät.</translation>
    </message>
    <message>
        <source>The identity file {path} can&apos;t be read ({why}). Check its permissions.</source>
        <translation>Die Identitätsdatei {path} ist nicht lesbar ({why}). Die Rechte prüfen.</translation>
    </message>
    <message>
        <source>The identity file {path} is damaged. Put {backup} in its place to stay the same device, or move it and any {other} away to become a new device for everybody.</source>
        <translation>Die Identitätsdatei {path} ist beschädigt. {backup} an ihre Stelle setzen, um dasselbe Gerät zu bleiben, oder sie und jede {other} wegräumen, um für alle ein neues Gerät zu werden.</translation>
    </message>
    <message>
        <source>The identity file {path} is damaged. Restore it from a backup to stay the same device, or move it and any {other} away to become a new device for everybody.</source>
        <translation>Die Identitätsdatei {path} ist beschädigt. Aus einer Sicherung wiederherstellen, um dasselbe Gerät zu bleiben, oder sie und jede {other} wegräumen, um für alle ein neues Gerät zu werden.</translation>
    </message>
    <message>
        <source>The identity file {path} can&apos;t be written ({why}). Choose another folder with --home, or free space there.</source>
        <translation>Die Identitätsdatei {path} ist nicht beschreibbar ({why}). Mit --home einen anderen Ordner wählen oder dort Platz schaffen.</translation>
    </message>
    <message>
        <source>The folder {folder} can&apos;t be used ({why}).</source>
        <translation>Der Ordner {folder} ist nicht benutzbar ({why}).</translation>
    </message>
    <message>
        <source>Check its permissions, or choose another with --home.</source>
        <translation>Die Rechte prüfen oder mit --home einen anderen wählen.</translation>
    </message>
    <message>
        <source>{folder} is not a folder.</source>
        <translation>{folder} ist kein Ordner.</translation>
    </message>
    <message>
        <source>Choose a folder that exists.</source>
        <translation>Einen Ordner wählen, den es gibt.</translation>
    </message>
    <message>
        <source>Only a verified device can be accepted always.</source>
        <translation>Nur von einem verifizierten Gerät kann immer angenommen werden.</translation>
    </message>
    <message>
        <source>Verify this device first.</source>
        <translation>Dieses Gerät zuerst verifizieren.</translation>
    </message>
    <message>
        <source>That device does not answer where it was.</source>
        <translation>Das Gerät antwortet nicht mehr, wo es war.</translation>
    </message>
    <message>
        <source>Search again.</source>
        <translation>Erneut suchen.</translation>
    </message>
    <message>
        <source>The list of known devices was damaged and set aside as {name}.</source>
        <translation>Die Liste bekannter Geräte war beschädigt und liegt jetzt als {name} beiseite.</translation>
    </message>
    <message>
        <source>You will be asked about every device again.</source>
        <translation>Bei jedem Gerät wird wieder gefragt.</translation>
    </message>
    <message>
        <source>The list of saved addresses was damaged and set aside as {name}.</source>
        <translation>Die Liste gespeicherter Adressen war beschädigt und liegt jetzt als {name} beiseite.</translation>
    </message>
    <message>
        <source>Devices are saved again as they appear.</source>
        <translation>Geräte werden wieder gespeichert, sobald sie erscheinen.</translation>
    </message>
    <message>
        <source>The list of known devices could not be saved ({why}).</source>
        <translation>Die Liste bekannter Geräte konnte nicht gespeichert werden ({why}).</translation>
    </message>
    <message>
        <source>That can&apos;t be a name.</source>
        <translation>Das kann kein Name sein.</translation>
    </message>
    <message>
        <source>Write one line of up to 64 characters.</source>
        <translation>Nötig ist eine Zeile mit höchstens 64 Zeichen.</translation>
    </message>
    <message>
        <source>The folder must be a whole path.</source>
        <translation>Der Ordner muss ein ganzer Pfad sein.</translation>
    </message>
    <message>
        <source>Choose the folder anew.</source>
        <translation>Den Ordner neu wählen.</translation>
    </message>
    <message>
        <source>To take files from anybody can&apos;t be kept.</source>
        <translation>Dateien von allen anzunehmen lässt sich nicht dauerhaft einstellen.</translation>
    </message>
    <message>
        <source>Use --accept all for one run.</source>
        <translation>Für einen Lauf geht --accept all.</translation>
    </message>
    <message>
        <source>The settings file {path} is damaged: {why}.</source>
        <translation>Die Einstellungsdatei {path} ist beschädigt: {why}.</translation>
    </message>
    <message>
        <source>Correct it, or delete it to start with the defaults.</source>
        <translation>Berichtigen oder löschen, um mit den Vorgaben zu starten.</translation>
    </message>
    <message>
        <source>The settings file {path} can&apos;t be read ({why}).</source>
        <translation>Die Einstellungsdatei {path} ist nicht lesbar ({why}).</translation>
    </message>
    <message>
        <source>{server} is no server.</source>
        <translation>{server} ist kein Server.</translation>
    </message>
    <message>
        <source>Write it like stun:server.example:3478.</source>
        <translation>Schreibweise: stun:server.example:3478.</translation>
    </message>
    <message>
        <source>Write networks like 192.168.1.0/24.</source>
        <translation>Schreibweise für Netzwerke: 192.168.1.0/24.</translation>
    </message>
    <message>
        <source>That can&apos;t be set: {why}.</source>
        <translation>Das lässt sich nicht einstellen: {why}.</translation>
    </message>
    <message>
        <source>Set something else.</source>
        <translation>Etwas anderes einstellen.</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Review…</source>
        <translation>Ansehen …</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Neue Nachricht</translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation>{name} möchte {files} senden</translation>
    </message>
    <message>
        <source>{count} of {files} from {name} could not be saved</source>
        <translation>{count} von {files} von {name} nicht gespeichert</translation>
    </message>
    <message>
        <source>{count} of {files} did not reach {name}</source>
        <translation>{count} von {files} nicht bei {name} angekommen</translation>
    </message>
    <message>
        <source>{files} from {name} arrived</source>
        <translation>{files} von {name} angekommen</translation>
    </message>
    <message>
        <source>{files} delivered to {name}</source>
        <translation>{files} an {name} zugestellt</translation>
    </message>
    <message>
        <source>{files} from {name} did not arrive</source>
        <translation>{files} von {name} nicht angekommen</translation>
    </message>
    <message>
        <source>{files} did not reach {name}</source>
        <translation>{files} nicht bei {name} angekommen</translation>
    </message>
    <message>
        <source>{name} declined {files}</source>
        <translation>{name} hat {files} abgelehnt</translation>
    </message>
</context>
<context>
    <name>OfferSheet</name>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Skip identical, otherwise keep both</source>
        <translation>Gleiche überspringen, sonst beide behalten</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>Vorhandene ersetzen</translation>
    </message>
    <message>
        <source>Decide later (Esc)</source>
        <translation>Später entscheiden (Esc)</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern …</translation>
    </message>
    <message>
        <source>If a name is already there</source>
        <translation>Wenn ein Name schon da ist</translation>
    </message>
    <message>
        <source>Al&amp;ways accept from this device</source>
        <translation>Von diesem Gerät &amp;immer annehmen</translation>
    </message>
    <message>
        <source>&amp;Decline</source>
        <translation>Ab&amp;lehnen</translation>
    </message>
    <message>
        <source>Possible because {name} is verified.</source>
        <translation>Möglich, weil {name} verifiziert ist.</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>&amp;Annehmen</translation>
    </message>
    <message>
        <source>{name} wants to send {files}</source>
        <translation>{name} möchte {files} senden</translation>
    </message>
    <message>
        <source>{size} · “{name}” · nothing is saved before you accept</source>
        <translation>{size} · „{name}“ · vor dem Annehmen wird nichts gespeichert</translation>
    </message>
    <message numerus="yes">
        <source>{position} of %Ln offers</source>
        <extracomment>Which of several offers this is: &quot;1 of 3 offers&quot;.</extracomment>
        <translation>
            <numerusform>{position} von %Ln Angebot</numerusform>
            <numerusform>{position} von %Ln Angeboten</numerusform>
        </translation>
    </message>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation>Angebot von {name}, {files}, {size}</translation>
    </message>
    <message>
        <source>Al&amp;ways accept</source>
        <translation>&amp;Immer annehmen</translation>
    </message>
    <message>
        <source>Choose what to accept</source>
        <translation>Auswählen, was angenommen wird</translation>
    </message>
    <message>
        <source>Accept {files} · {size}</source>
        <translation>{files} annehmen · {size}</translation>
    </message>
    <message>
        <source>Accept {files}</source>
        <extracomment>The button of an offer that holds only empty folders: &quot;Accept 2 empty folders&quot;.</extracomment>
        <translation>{files} annehmen</translation>
    </message>
    <message>
        <source>Not enough space here: {free} free, {needed} needed.</source>
        <translation>Hier ist nicht genug Platz: {free} frei, {needed} nötig.</translation>
    </message>
    <message>
        <source>Needs {needed} · {free} free now, {left} after</source>
        <translation>Braucht {needed} · jetzt {free} frei, danach {left}</translation>
    </message>
    <message>
        <source>Files of the offer</source>
        <translation>Dateien des Angebots</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>In this folder</source>
        <translation>In diesem Ordner</translation>
    </message>
    <message>
        <source>{name} ({files})</source>
        <extracomment>A folder of an offer: &quot;stills (8 files)&quot;.</extracomment>
        <translation>{name} ({files})</translation>
    </message>
    <message>
        <source>1 name is already there</source>
        <translation>1 Name ist schon da</translation>
    </message>
    <message numerus="yes">
        <source>%Ln names are already there</source>
        <translation>
            <numerusform>%Ln Name ist schon da</numerusform>
            <numerusform>%Ln Namen sind schon da</numerusform>
        </translation>
    </message>
    <message>
        <source>Same size and date: skipped</source>
        <translation>Gleiche Größe, gleiches Datum: übersprungen</translation>
    </message>
    <message>
        <source>Replaces the file that is there</source>
        <translation>Ersetzt die vorhandene Datei</translation>
    </message>
    <message>
        <source>Kept in “{folder}”</source>
        <extracomment>A file of a folder whose name is taken: it is kept in a new folder of that name.</extracomment>
        <translation>Kommt in „{folder}“</translation>
    </message>
    <message>
        <source>Kept beside as “{name}”</source>
        <translation>Kommt daneben als „{name}“</translation>
    </message>
    <message>
        <source>Not a safe name. Saved as “{name}”.</source>
        <translation>Kein sicherer Name. Wird als „{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>New</source>
        <extracomment>A file of the offer whose name is not in the folder yet.</extracomment>
        <translation>Neu</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Files that did not arrive</source>
        <translation>Nicht angekommene Dateien</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>could not be read where it was</source>
        <translation>war am Ursprung nicht lesbar</translation>
    </message>
    <message>
        <source>was changed while it was sent</source>
        <translation>wurde beim Senden geändert</translation>
    </message>
    <message>
        <source>could not be written</source>
        <translation>konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>had no room on the disk</source>
        <translation>hatte keinen Platz auf dem Datenträger</translation>
    </message>
    <message>
        <source>has a name that can&apos;t be used</source>
        <translation>hat einen unbrauchbaren Namen</translation>
    </message>
    <message>
        <source>arrived damaged, not saved</source>
        <translation>kam beschädigt an, nicht gespeichert</translation>
    </message>
    <message>
        <source>was cut off</source>
        <translation>wurde abgeschnitten</translation>
    </message>
    <message>
        <source>is a link, and not sent</source>
        <translation>ist eine Verknüpfung und wird nicht gesendet</translation>
    </message>
    <message>
        <source>is neither a file nor a folder, and not sent</source>
        <translation>ist weder Datei noch Ordner und wird nicht gesendet</translation>
    </message>
    <message>
        <source>did not arrive</source>
        <translation>kam nicht an</translation>
    </message>
    <message>
        <source>{path}: {reason}</source>
        <translation>{path}: {reason}</translation>
    </message>
    <message>
        <source>1 item is not sent</source>
        <translation>1 Element wird nicht gesendet</translation>
    </message>
    <message numerus="yes">
        <source>%Ln items are not sent</source>
        <translation>
            <numerusform>%Ln Element wird nicht gesendet</numerusform>
            <numerusform>%Ln Elemente werden nicht gesendet</numerusform>
        </translation>
    </message>
    <message>
        <source>1 file did not arrive</source>
        <translation>1 Datei kam nicht an</translation>
    </message>
    <message numerus="yes">
        <source>%Ln files did not arrive</source>
        <translation>
            <numerusform>%Ln Datei kam nicht an</numerusform>
            <numerusform>%Ln Dateien kamen nicht an</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Quit</name>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Keep running</source>
        <translation>&amp;Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>&amp;Restart</source>
        <translation>&amp;Neu starten</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>Nicht &amp;jetzt</translation>
    </message>
    <message>
        <source>What is running is cut off for a moment and continues by itself.</source>
        <translation>Was läuft, wird kurz unterbrochen und geht von selbst weiter.</translation>
    </message>
    <message>
        <source>1 transfer is running.</source>
        <translation>1 Übertragung läuft.</translation>
    </message>
    <message>
        <source>It continues by itself next time.</source>
        <translation>Sie geht beim nächsten Mal von selbst weiter.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers are running.</source>
        <translation>
            <numerusform>%Ln Übertragung läuft.</numerusform>
            <numerusform>%Ln Übertragungen laufen.</numerusform>
        </translation>
    </message>
    <message>
        <source>They continue by themselves next time.</source>
        <translation>Sie gehen beim nächsten Mal von selbst weiter.</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Not running</source>
        <translation>Läuft nicht</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Wird gestartet …</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>ID {id}</source>
        <translation>ID {id}</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>Im Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>Hidden: only devices you know can find this one.</source>
        <translation>Verborgen: Nur bekannte Geräte finden dieses.</translation>
    </message>
    <message>
        <source>Re&amp;name…</source>
        <translation>&amp;Umbenennen …</translation>
    </message>
    <message>
        <source>&amp;Visible on this network</source>
        <translation>Im Netzwerk &amp;sichtbar</translation>
    </message>
    <message>
        <source>Cop&amp;y ID</source>
        <translation>ID &amp;kopieren</translation>
    </message>
    <message>
        <source>No devices yet</source>
        <translation>Noch keine Geräte</translation>
    </message>
    <message>
        <source>They appear here by themselves.</source>
        <translation>Sie erscheinen hier von selbst.</translation>
    </message>
    <message>
        <source>No device fits</source>
        <translation>Kein passendes Gerät</translation>
    </message>
    <message>
        <source>Names, IDs and addresses are searched.</source>
        <translation>Gesucht wird in Namen, IDs und Adressen.</translation>
    </message>
    <message>
        <source>Search devices (Ctrl+F)</source>
        <translation>Geräte suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Add by address…</source>
        <translation>Adresse eingeben …</translation>
    </message>
    <message>
        <source>Add by address… (Ctrl+L)</source>
        <translation>Adresse eingeben … (Strg+L)</translation>
    </message>
    <message>
        <source>Search devices</source>
        <translation>Geräte suchen</translation>
    </message>
    <message>
        <source>Transfers (Ctrl+T)</source>
        <translation>Übertragungen (Strg+T)</translation>
    </message>
    <message>
        <source>Settings (Ctrl+,)</source>
        <translation>Einstellungen (Strg+,)</translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation>Keine Übertragungen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation>
            <numerusform>%Ln aktiv</numerusform>
            <numerusform>%Ln aktiv</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting for you</source>
        <translation>
            <numerusform>%Ln wartet auf Antwort</numerusform>
            <numerusform>%Ln warten auf Antwort</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln paused or stopped</source>
        <translation>
            <numerusform>%Ln angehalten</numerusform>
            <numerusform>%Ln angehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>Search for devices (F5)</source>
        <translation>Nach Geräten suchen (F5)</translation>
    </message>
    <message>
        <source>Drop to send to {name}</source>
        <translation>Loslassen, um an {name} zu senden</translation>
    </message>
    <message>
        <source>What is this device called?</source>
        <translation>Wie soll dieses Gerät heißen?</translation>
    </message>
    <message>
        <source>Others see that name. Leave it empty for the name of this computer.</source>
        <translation>Andere sehen diesen Namen. Leer gilt der Name dieses Computers.</translation>
    </message>
</context>
<context>
    <name>ReceiverChooser</name>
    <message>
        <source>Send to whom?</source>
        <translation>An wen senden?</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>{items}.</source>
        <translation>{items}.</translation>
    </message>
    <message>
        <source>{items}. No devices are here yet; they appear by themselves.</source>
        <translation>{items}. Noch sind keine Geräte da; sie erscheinen von selbst.</translation>
    </message>
</context>
<context>
    <name>Scan</name>
    <message>
        <source>Searching…</source>
        <translation>Sucht …</translation>
    </message>
    <message>
        <source>Searching… {done} of {total}</source>
        <translation>Sucht … {done} von {total}</translation>
    </message>
    <message>
        <source>{done} of {total} asked</source>
        <translation>{done} von {total} gefragt</translation>
    </message>
    <message>
        <source>Nothing new found</source>
        <translation>Nichts Neues gefunden</translation>
    </message>
    <message>
        <source>1 device found</source>
        <translation>1 Gerät gefunden</translation>
    </message>
    <message numerus="yes">
        <source>%Ln devices found</source>
        <translation>
            <numerusform>%Ln Gerät gefunden</numerusform>
            <numerusform>%Ln Geräte gefunden</numerusform>
        </translation>
    </message>
    <message>
        <source>Searching {network}</source>
        <translation>Sucht in {network}</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the networks of a list</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Searching {networks} and {network}</source>
        <translation>Sucht in {networks} und {network}</translation>
    </message>
    <message>
        <source>{network} on Wi-Fi</source>
        <extracomment>A network in a list: &quot;Searching 192.168.1.0/24 on Wi-Fi and 10.0.4.0/24 on cable&quot;.</extracomment>
        <translation>{network} im WLAN</translation>
    </message>
    <message>
        <source>{network} on cable</source>
        <extracomment>A network in a list: &quot;Searching 192.168.1.0/24 on Wi-Fi and 10.0.4.0/24 on cable&quot;.</extracomment>
        <translation>{network} über Kabel</translation>
    </message>
</context>
<context>
    <name>ScreenReader</name>
    <message>
        <source>Offer from {name}, {files}, {size}</source>
        <translation>Angebot von {name}, {files}, {size}</translation>
    </message>
    <message>
        <source>Sending {what} to {name}</source>
        <translation>{what} wird an {name} gesendet</translation>
    </message>
    <message>
        <source>Receiving {what} from {name}</source>
        <translation>{what} wird von {name} empfangen</translation>
    </message>
</context>
<context>
    <name>Search</name>
    <message>
        <source>Search this conversation</source>
        <translation>In dieser Unterhaltung suchen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Newer (Shift+Enter)</source>
        <translation>Neuer (Umschalt+Enter)</translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <translation>Älter (Enter)</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>Suche schließen (Esc)</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nichts gefunden</translation>
    </message>
    <message>
        <source>{n} of more than {count}</source>
        <translation>{n} von mehr als {count}</translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation>{n} von {count}</translation>
    </message>
</context>
<context>
    <name>Servers</name>
    <message>
        <source>No answer in 5 s. Check the name or port {port}.</source>
        <translation>Keine Antwort nach 5 s. Name oder Port {port} prüfen.</translation>
    </message>
    <message>
        <source>Nothing listens there at port {port}. Check the port.</source>
        <translation>Dort lauscht nichts an Port {port}. Den Port prüfen.</translation>
    </message>
    <message>
        <source>Nobody knows that name. Check how it is written.</source>
        <translation>Diesen Namen kennt niemand. Die Schreibweise prüfen.</translation>
    </message>
    <message>
        <source>A server answers there, but it does not do this. Check its settings.</source>
        <translation>Dort antwortet ein Server, aber er kann das nicht. Seine Einstellungen prüfen.</translation>
    </message>
    <message>
        <source>PeerDrop is not running, so nothing was tested.</source>
        <translation>PeerDrop läuft nicht, darum wurde nichts geprüft.</translation>
    </message>
    <message>
        <source>No secure connection: its certificate is not trusted here.</source>
        <translation>Keine sichere Verbindung: Seinem Zertifikat wird hier nicht vertraut.</translation>
    </message>
    <message>
        <source>The relay refused the user name or password.</source>
        <translation>Das Relay hat Benutzername oder Passwort abgelehnt.</translation>
    </message>
    <message>
        <source>Relay works: {milliseconds} ms, address {address} (checked {time})</source>
        <translation>Relay funktioniert: {milliseconds} ms, Adresse {address} (geprüft {time})</translation>
    </message>
    <message>
        <source>Works: {milliseconds} ms, your address is {address} (checked {time})</source>
        <translation>Funktioniert: {milliseconds} ms, eigene Adresse {address} (geprüft {time})</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Same as system</source>
        <comment>theme</comment>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Ask me each time</source>
        <translation>Jedes Mal fragen</translation>
    </message>
    <message>
        <source>Ask for new devices only</source>
        <translation>Nur bei neuen Geräten fragen</translation>
    </message>
    <message>
        <source>Same as system</source>
        <comment>language</comment>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What others see. Not your identity: that is the ID.</source>
        <translation>Was andere sehen. Nicht die Identität: Das ist die ID.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Device ID</source>
        <translation>Geräte-ID</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>Im Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>When off, only devices you know can find this one: to others a scan or its address shows nothing.</source>
        <translation>Ausgeschaltet: Nur bekannte Geräte finden dieses. Anderen zeigt weder eine Suche noch die Adresse etwas.</translation>
    </message>
    <message>
        <source>Also search these networks</source>
        <translation>Auch diese Netzwerke durchsuchen</translation>
    </message>
    <message numerus="yes">
        <source>Separate with commas; at most %Ln addresses each.</source>
        <translation>
            <numerusform>Mit Kommas trennen; je höchstens %Ln Adresse.</numerusform>
            <numerusform>Mit Kommas trennen; je höchstens %Ln Adressen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty: the first free one from 3001 to 3010.</source>
        <translation>Leer: der erste freie von 3001 bis 3010.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>STUN server</source>
        <translation>STUN-Server</translation>
    </message>
    <message>
        <source>Tells this device its address in the internet.</source>
        <translation>Sagt diesem Gerät seine Adresse im Internet.</translation>
    </message>
    <message>
        <source>TURN server</source>
        <translation>TURN-Server</translation>
    </message>
    <message>
        <source>Carries everything, still encrypted, when there is no direct way.</source>
        <translation>Trägt alles, weiterhin verschlüsselt, wenn es keinen direkten Weg gibt.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Test the STUN server</source>
        <translation>STUN-Server prüfen</translation>
    </message>
    <message>
        <source>Test the TURN server</source>
        <translation>TURN-Server prüfen</translation>
    </message>
    <message>
        <source>Devices connected at the same time</source>
        <translation>Gleichzeitig verbundene Geräte</translation>
    </message>
    <message>
        <source>One more takes the place of the one that was idle longest.</source>
        <translation>Ein weiteres nimmt den Platz dessen, das am längsten ruhte.</translation>
    </message>
    <message>
        <source>Ask me</source>
        <comment>if a name is already there</comment>
        <translation>Mich fragen</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>Beide behalten</translation>
    </message>
    <message>
        <source>Skip identical, otherwise keep both</source>
        <translation>Gleiche überspringen, sonst beide behalten</translation>
    </message>
    <message>
        <source>Replace what is there</source>
        <translation>Vorhandene ersetzen</translation>
    </message>
    <message>
        <source>If a name is already there</source>
        <translation>Wenn es den Namen schon gibt</translation>
    </message>
    <message>
        <source>Each offer can still be answered otherwise.</source>
        <translation>Jedes Angebot kann auch anders beantwortet werden.</translation>
    </message>
    <message>
        <source>Keep free on disk, in GB</source>
        <translation>Auf dem Datenträger frei lassen, in GB</translation>
    </message>
    <message>
        <source>A transfer pauses before it goes below this. Empty: a twentieth of what comes, 1 GB at most.</source>
        <translation>Eine Übertragung hält an, bevor es weniger wird. Leer: ein Zwanzigstel dessen, was kommt, höchstens 1 GB.</translation>
    </message>
    <message>
        <source>Speed limit in MB/s</source>
        <translation>Höchste Geschwindigkeit in MB/s</translation>
    </message>
    <message>
        <source>For all transfers together, each way. Empty: as fast as it goes.</source>
        <translation>Für alle Übertragungen zusammen, je Richtung. Leer: so schnell es geht.</translation>
    </message>
    <message>
        <source>Transfers at the same time</source>
        <translation>Gleichzeitige Übertragungen</translation>
    </message>
    <message>
        <source>To one device; the others wait in line. With 1 strictly one after the other.</source>
        <translation>An ein Gerät; die anderen warten in der Reihe. Bei 1 streng nacheinander.</translation>
    </message>
    <message>
        <source>Names of this machine</source>
        <translation>Namen dieses Rechners</translation>
    </message>
    <message>
        <source>Under which others may ask for it, beside its addresses. Separate with commas.</source>
        <translation>Unter denen andere nach ihm fragen dürfen, neben seinen Adressen. Mit Kommas trennen.</translation>
    </message>
    <message>
        <source>The same on every device, or they do not find each other.</source>
        <translation>Auf jedem Gerät gleich, sonst finden sie einander nicht.</translation>
    </message>
    <message>
        <source>UDP port for finding devices</source>
        <translation>UDP-Port zum Finden von Geräten</translation>
    </message>
    <message>
        <source>Show text in notifications</source>
        <translation>Text in Benachrichtigungen zeigen</translation>
    </message>
    <message>
        <source>Off shows only the device name.</source>
        <translation>Aus zeigt nur den Gerätenamen.</translation>
    </message>
    <message>
        <source>C&amp;lear…</source>
        <translation>&amp;Leeren …</translation>
    </message>
    <message>
        <source>Clear all conversations</source>
        <translation>Alle Unterhaltungen leeren</translation>
    </message>
    <message>
        <source>Received files stay where they are.</source>
        <translation>Empfangene Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>Ä&amp;ndern …</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>When somebody wants to send</source>
        <translation>Wenn jemand senden möchte</translation>
    </message>
    <message>
        <source>Devices count as known once you have accepted something of them.</source>
        <translation>Als bekannt gelten Geräte, von denen schon etwas angenommen wurde.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
    <message>
        <source>Changes apply at once</source>
        <translation>Änderungen gelten sofort</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Copy the device ID</source>
        <translation>Geräte-ID kopieren</translation>
    </message>
    <message>
        <source>&amp;Restart now</source>
        <translation>Jetzt &amp;neu starten</translation>
    </message>
    <message>
        <source>Counts from the next start of PeerDrop.</source>
        <translation>Gilt ab dem nächsten Start von PeerDrop.</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>Mit dem Computer starten</translation>
    </message>
    <message>
        <source>Start hidden in the tray</source>
        <translation>Verborgen im Infobereich starten</translation>
    </message>
    <message>
        <source>Only when it starts with the computer.</source>
        <translation>Nur, wenn es mit dem Computer startet.</translation>
    </message>
    <message>
        <source>Keep running in the tray when closed</source>
        <translation>Geschlossen im Infobereich weiterlaufen</translation>
    </message>
    <message>
        <source>Files can arrive then. When off, to close the window quits PeerDrop.</source>
        <translation>So können Dateien ankommen. Aus: Das Schließen des Fensters beendet PeerDrop.</translation>
    </message>
    <message>
        <source>Appearance and start</source>
        <translation>Aussehen und Start</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netzwerk</translation>
    </message>
    <message>
        <source>Finding devices</source>
        <translation>Geräte finden</translation>
    </message>
    <message>
        <source>Across networks: only used when direct fails</source>
        <translation>Über Netzwerke hinweg: nur wenn es direkt nicht geht</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Empfangen</translation>
    </message>
    <message>
        <source>Speed and order</source>
        <translation>Geschwindigkeit und Reihenfolge</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Privatsphäre</translation>
    </message>
    <message>
        <source>Keep conversations</source>
        <translation>Unterhaltungen behalten</translation>
    </message>
    <message>
        <source>A conversation for which its own menu says otherwise is kept as that says.</source>
        <translation>Wo das Menü einer Unterhaltung etwas anderes sagt, gilt das.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Too long for a name: {length} characters, the limit is {limit}.</source>
        <translation>Zu lang für einen Namen: {length} Zeichen, die Grenze ist {limit}.</translation>
    </message>
    <message>
        <source>A name is one line of letters, figures and signs.</source>
        <translation>Ein Name ist eine Zeile aus Buchstaben, Ziffern und Zeichen.</translation>
    </message>
    <message>
        <source>Write the whole path of the folder, or choose it with Change….</source>
        <translation>Den ganzen Pfad des Ordners angeben oder ihn mit „Ändern …“ wählen.</translation>
    </message>
    <message>
        <source>A port is a number from {lowest} to {highest}. Empty means automatic.</source>
        <translation>Ein Port ist eine Zahl von {lowest} bis {highest}. Leer heißt automatisch.</translation>
    </message>
    <message>
        <source>Write a number, such as 2 or 0.5. Empty means as usual.</source>
        <translation>Nötig ist eine Zahl wie 2 oder 0,5. Leer heißt: wie üblich.</translation>
    </message>
    <message>
        <source>Write a number from {lowest} to {highest}.</source>
        <translation>Nötig ist eine Zahl von {lowest} bis {highest}.</translation>
    </message>
    <message>
        <source>{name} is not a name of a machine. Write it as box.example.</source>
        <translation>{name} ist kein Rechnername. Schreibweise: box.example.</translation>
    </message>
    <message>
        <source>That is not a server. Write a name or an address, as in {example}.</source>
        <translation>Das ist kein Server. Nötig ist ein Name oder eine Adresse, wie in {example}.</translation>
    </message>
    <message>
        <source>{text} is not a network. Write it as 10.20.0.0/22.</source>
        <translation>{text} ist kein Netzwerk. Schreibweise: 10.20.0.0/22.</translation>
    </message>
    <message>
        <source>Only IPv4 networks can be searched.</source>
        <translation>Nur IPv4-Netzwerke können durchsucht werden.</translation>
    </message>
    <message>
        <source>{network} is too large: at most {limit} addresses, that is a /22.</source>
        <translation>{network} ist zu groß: höchstens {limit} Adressen, das ist ein /22.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>That could not be changed: the folder of the system&apos;s settings can&apos;t be written.</source>
        <translation>Das ließ sich nicht ändern: In den Ordner der Systemeinstellungen kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>That could not be changed: where PeerDrop or its files are has characters that the system can&apos;t be told.</source>
        <translation>Das konnte nicht geändert werden: Der Ort von PeerDrop oder seinen Dateien enthält Zeichen, die dem System nicht mitgeteilt werden können.</translation>
    </message>
</context>
<context>
    <name>Speeds</name>
    <message>
        <source>No limit</source>
        <translation>Unbegrenzt</translation>
    </message>
    <message>
        <source>at most {rate}</source>
        <extracomment>Behind the size of a transfer whose speed is limited: &quot;at most 5 MB/s&quot;.</extracomment>
        <translation>höchstens {rate}</translation>
    </message>
    <message>
        <source>No speed limit</source>
        <translation>Unbegrenzt schnell</translation>
    </message>
    <message>
        <source>Limited to {rate}</source>
        <translation>Höchstens {rate}</translation>
    </message>
    <message>
        <source>How fast may {what} be?</source>
        <translation>Wie schnell darf {what} sein?</translation>
    </message>
    <message>
        <source>How fast may all transfers together be?</source>
        <translation>Wie schnell dürfen alle Übertragungen zusammen sein?</translation>
    </message>
    <message>
        <source>Write a number, such as 5 or 0.5. Empty means no limit.</source>
        <translation>Nötig ist eine Zahl wie 5 oder 0,5. Leer heißt unbegrenzt.</translation>
    </message>
    <message>
        <source>That is too slow to be of use: at least {rate}.</source>
        <translation>Das ist zu langsam: mindestens {rate}.</translation>
    </message>
    <message>
        <source>In megabytes a second. Empty means no limit.</source>
        <translation>In Megabyte pro Sekunde. Leer heißt unbegrenzt.</translation>
    </message>
    <message>
        <source>Megabytes a second</source>
        <translation>Megabyte pro Sekunde</translation>
    </message>
    <message>
        <source>&amp;Set limit</source>
        <translation>&amp;Begrenzen</translation>
    </message>
    <message>
        <source>Speed &amp;limit</source>
        <translation>&amp;Geschwindigkeit</translation>
    </message>
    <message>
        <source>&amp;Other speed…</source>
        <translation>&amp;Andere Geschwindigkeit …</translation>
    </message>
    <message>
        <source>{rate}, change…</source>
        <translation>{rate}, ändern …</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>Do not send</source>
        <translation>Nicht senden</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>Hier löschen …</translation>
    </message>
    <message>
        <source>Withdrawn, not sent</source>
        <translation>Zurückgezogen, nicht gesendet</translation>
    </message>
    <message>
        <source>Not sent: the connection was lost</source>
        <translation>Nicht gesendet: Die Verbindung ging verloren</translation>
    </message>
    <message>
        <source>Not sent: no answer came in time</source>
        <translation>Nicht gesendet: Es kam rechtzeitig keine Antwort</translation>
    </message>
    <message>
        <source>Not sent: the device is connected with as many others as it may</source>
        <translation>Nicht gesendet: Das Gerät ist schon mit so vielen verbunden, wie es darf</translation>
    </message>
    <message>
        <source>Not sent: as many devices as the settings allow are connected already</source>
        <translation>Nicht gesendet: Es sind schon so viele Geräte verbunden, wie die Einstellungen erlauben</translation>
    </message>
    <message>
        <source>Not sent: this device could not prepare a connection</source>
        <translation>Nicht gesendet: Dieses Gerät konnte keine Verbindung vorbereiten</translation>
    </message>
    <message>
        <source>Not sent: the other device’s identity has changed</source>
        <translation>Nicht gesendet: Die Identität des anderen Geräts hat sich geändert</translation>
    </message>
    <message>
        <source>Not sent: the other device runs another PeerDrop</source>
        <translation>Nicht gesendet: Das andere Gerät hat ein anderes PeerDrop</translation>
    </message>
    <message>
        <source>Not sent: the device could not be reached</source>
        <translation>Nicht gesendet: Das Gerät war nicht erreichbar</translation>
    </message>
    <message>
        <source>Not sent: the device did not answer</source>
        <translation>Nicht gesendet: Das Gerät hat nicht geantwortet</translation>
    </message>
    <message>
        <source>Not sent: no direct way to the device</source>
        <translation>Nicht gesendet: Kein direkter Weg zum Gerät</translation>
    </message>
    <message>
        <source>Not sent: the connection did not open in time</source>
        <translation>Nicht gesendet: Die Verbindung kam nicht rechtzeitig zustande</translation>
    </message>
    <message>
        <source>Not sent: the device did not prove who it is</source>
        <translation>Nicht gesendet: Das Gerät hat seine Identität nicht nachgewiesen</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Goes when {name} is back online</source>
        <translation>Wird gesendet, sobald {name} wieder da ist</translation>
    </message>
    <message>
        <source>{name}, {time}: {text}</source>
        <extracomment>A message as a screen reader says it; {name} is the device it came from.</extracomment>
        <translation>{name}, {time}: {text}</translation>
    </message>
    <message>
        <source>You, {time}: {text}</source>
        <translation>Von hier, {time}: {text}</translation>
    </message>
    <message>
        <source>{message} {notice}. Enter tries again.</source>
        <translation>{message} {notice}. Enter versucht es erneut.</translation>
    </message>
    <message>
        <source>Waiting.</source>
        <translation>Wartet.</translation>
    </message>
    <message>
        <source>Delivered.</source>
        <translation>Zugestellt.</translation>
    </message>
</context>
<context>
    <name>Transfers</name>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>Zu beantworten</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message>
        <source>Paused or stopped</source>
        <translation>Angehalten oder beendet</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message numerus="yes">
        <source>%Ln active</source>
        <translation>
            <numerusform>%Ln aktiv</numerusform>
            <numerusform>%Ln aktiv</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate} together</source>
        <extracomment>The speed of all transfers: &quot;423 MB/s together&quot;.</extracomment>
        <translation>zusammen {rate}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is being sent or received.</source>
        <translation>Zurzeit wird nichts gesendet oder empfangen.</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>Übertragungen</translation>
    </message>
    <message>
        <source>&amp;Pause all</source>
        <translation>Alle &amp;anhalten</translation>
    </message>
    <message>
        <source>C&amp;lear finished</source>
        <translation>&amp;Fertige entfernen</translation>
    </message>
    <message>
        <source>Back (Esc)</source>
        <translation>Zurück (Esc)</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>PeerDrop keeps running here, so that files can arrive.</source>
        <translation>PeerDrop läuft hier weiter, damit Dateien ankommen können.</translation>
    </message>
    <message>
        <source>Quit it from its icon beside the clock.</source>
        <translation>Beenden geht über das Symbol neben der Uhr.</translation>
    </message>
    <message>
        <source>1 transfer</source>
        <translation>1 Übertragung</translation>
    </message>
    <message numerus="yes">
        <source>%Ln transfers</source>
        <translation>
            <numerusform>%Ln Übertragung</numerusform>
            <numerusform>%Ln Übertragungen</numerusform>
        </translation>
    </message>
    <message>
        <source>No transfers</source>
        <translation>Keine Übertragungen</translation>
    </message>
    <message>
        <source>Open PeerDrop</source>
        <translation>PeerDrop öffnen</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>Alle anhalten</translation>
    </message>
    <message>
        <source>Send files to</source>
        <translation>Dateien senden an</translation>
    </message>
    <message>
        <source>Send clipboard to</source>
        <translation>Zwischenablage senden an</translation>
    </message>
    <message>
        <source>Visible on this network</source>
        <translation>Im Netzwerk sichtbar</translation>
    </message>
    <message>
        <source>Mute notifications for 1 h</source>
        <translation>Benachrichtigungen 1 h stumm</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>No devices here</source>
        <translation>Keine Geräte da</translation>
    </message>
</context>
</TS>
