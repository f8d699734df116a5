<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
    <context>
        <name />
        <message numerus="yes">
            <source>and {count:,} more</source>
            <translation>
                <numerusform>and {count:,} more</numerusform>
                <numerusform>and {count:,} more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Tagged {count} recordings with '{tag}'.</source>
            <translation>
                <numerusform>Tagged {count} recording with '{tag}'.</numerusform>
                <numerusform>Tagged {count} recordings with '{tag}'.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count:,} voices</source>
            <translation>
                <numerusform>{count:,} voice</numerusform>
                <numerusform>{count:,} voices</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and {count} more: enlarge the map</source>
            <translation>
                <numerusform>and {count} more: enlarge the map</numerusform>
                <numerusform>and {count} more: enlarge the map</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Tag for {count} voices</source>
            <translation>
                <numerusform>Tag for {count} voice</numerusform>
                <numerusform>Tag for {count} voices</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} blocks of sound were lost; record again if it clicks.</source>
            <translation>
                <numerusform>{count} block of sound was lost; record again if it clicks.</numerusform>
                <numerusform>{count} blocks of sound were lost; record again if it clicks.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{added} added, {refused} could not be read.</source>
            <translation>
                <numerusform>{added} added, {refused} could not be read.</numerusform>
                <numerusform>{added} added, {refused} could not be read.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} added again</source>
            <translation>
                <numerusform>{count} added again</numerusform>
                <numerusform>{count} added again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count} could not be read.</source>
            <translation>
                <numerusform>, {count} could not be read.</numerusform>
                <numerusform>, {count} could not be read.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count:,} were there already</source>
            <translation>
                <numerusform>, {count:,} was there already</numerusform>
                <numerusform>, {count:,} were there already</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count:,} could not be used</source>
            <translation>
                <numerusform>, {count:,} could not be used</numerusform>
                <numerusform>, {count:,} could not be used</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count:,} speakers</source>
            <translation>
                <numerusform>{count:,} speaker</numerusform>
                <numerusform>{count:,} speakers</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{added:,} added of {speakers}{known}{refused}.</source>
            <translation>
                <numerusform>{added:,} added of {speakers}{known}{refused}.</numerusform>
                <numerusform>{added:,} added of {speakers}{known}{refused}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count:,} sound files in the library's folder are not listed.</source>
            <translation>
                <numerusform>{count:,} sound file in the library's folder is not listed.</numerusform>
                <numerusform>{count:,} sound files in the library's folder are not listed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} voices and a table in {folder}.</source>
            <translation>
                <numerusform>Saved {count} voice and a table in {folder}.</numerusform>
                <numerusform>Saved {count} voices and a table in {folder}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source> and {count} more</source>
            <translation>
                <numerusform> and {count} more</numerusform>
                <numerusform> and {count} more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} takes in {folder}.</source>
            <translation>
                <numerusform>Saved {count} take in {folder}.</numerusform>
                <numerusform>Saved {count} takes in {folder}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} blocks lost</source>
            <translation>
                <numerusform>{count} block lost</numerusform>
                <numerusform>{count} blocks lost</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Export {count} takes</source>
            <translation>
                <numerusform>Export {count} take</numerusform>
                <numerusform>Export {count} takes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count:,} entries.</source>
            <translation>
                <numerusform>{count:,} entry.</numerusform>
                <numerusform>{count:,} entries.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>, {count} threads</source>
            <translation>
                <numerusform>, {count} thread</numerusform>
                <numerusform>, {count} threads</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Say {count} again</source>
            <translation>
                <numerusform>Say it again</numerusform>
                <numerusform>Say {count} again</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} lost</source>
            <translation>
                <numerusform>{count} lost</numerusform>
                <numerusform>{count} lost</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} subtitles do not fit their time even when spoken faster; shorten them.</source>
            <translation>
                <numerusform>{count} subtitle does not fit its time even when spoken faster; shorten it.</numerusform>
                <numerusform>{count} subtitles do not fit their time even when spoken faster; shorten them.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Saved {count} files in {folder}.</source>
            <translation>
                <numerusform>Saved {count} file in {folder}.</numerusform>
                <numerusform>Saved {count} files in {folder}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>delete {count} takes</source>
            <translation>
                <numerusform>delete take</numerusform>
                <numerusform>delete {count} takes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} takes were deleted.</source>
            <translation>
                <numerusform>The take was deleted.</numerusform>
                <numerusform>{count} takes were deleted.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>star {count} takes</source>
            <translation>
                <numerusform>star a take</numerusform>
                <numerusform>star {count} takes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{count} takes</source>
            <translation>
                <numerusform>1 take</numerusform>
                <numerusform>{count} takes</numerusform>
            </translation>
        </message>
    </context>
</TS>
