<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>v4e::ui::EditSession</name>
    <message numerus="yes">
        <source>Try with %n frame(s)</source>
        <translation>
            <numerusform>Try with %n frame</numerusform>
            <numerusform>Try with %n frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::GenerateBox</name>
    <message numerus="yes">
        <source>Make %n edit(s)</source>
        <translation>
            <numerusform>Make %n edit</numerusform>
            <numerusform>Make %n edits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueItemDialog</name>
    <message numerus="yes">
        <source>Change %n photo(s) of the queue</source>
        <translation>
            <numerusform>Change %n photo of the queue</numerusform>
            <numerusform>Change %n photos of the queue</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueuePanel</name>
    <message numerus="yes">
        <source>%n photo(s) edited.</source>
        <translation>
            <numerusform>%n photo edited.</numerusform>
            <numerusform>%n photos edited.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed:</source>
        <translation>
            <numerusform>%n failed:</numerusform>
            <numerusform>%n failed:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) added.</source>
        <translation>
            <numerusform>%n photo added.</numerusform>
            <numerusform>%n photos added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) left out:</source>
        <translation>
            <numerusform>%n file left out:</numerusform>
            <numerusform>%n files left out:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left</source>
        <translation>
            <numerusform>%n left</numerusform>
            <numerusform>%n left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %n photo(s)</source>
        <translation>
            <numerusform>Edit %n photo</numerusform>
            <numerusform>Edit %n photos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) were interrupted.</source>
        <translation>
            <numerusform>%n edit was interrupted.</numerusform>
            <numerusform>%n edits were interrupted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n photo(s) left from last time.</source>
        <translation>
            <numerusform>%n photo left from last time.</numerusform>
            <numerusform>%n photos left from last time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::SuggestionChips</name>
    <message numerus="yes">
        <source>%n more…</source>
        <translation>
            <numerusform>%n more…</numerusform>
            <numerusform>%n more…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::MaskWorkspace</name>
    <message numerus="yes">
        <source>%n region(s)</source>
        <translation>
            <numerusform>%n region</numerusform>
            <numerusform>%n regions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::LookWorkspace</name>
    <message numerus="yes">
        <source>Saved as a look of %n step(s): %1</source>
        <translation>
            <numerusform>Saved as a look of %n step: %1</numerusform>
            <numerusform>Saved as a look of %n steps: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::QueueLookTexts</name>
    <message numerus="yes">
        <source>Look: %1 – %n step(s)</source>
        <translation>
            <numerusform>Look: %1 – %n step</numerusform>
            <numerusform>Look: %1 – %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::LoraTexts</name>
    <message numerus="yes">
        <source>%n of its parts belong(s) to no layer of this model.</source>
        <translation>
            <numerusform>%n of its parts belongs to no layer of this model.</numerusform>
            <numerusform>%n of its parts belong to no layer of this model.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>v4e::ui::SpeedSwitch</name>
    <message numerus="yes">
        <source>fast: %n step(s)</source>
        <translation>
            <numerusform>fast: %n step</numerusform>
            <numerusform>fast: %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Made for %n step(s) without guidance; as it is set now, the picture burns.</source>
        <translation>
            <numerusform>Made for %n step without guidance; as it is set now, the picture burns.</numerusform>
            <numerusform>Made for %n steps without guidance; as it is set now, the picture burns.</numerusform>
        </translation>
    </message>
</context>
</TS>
