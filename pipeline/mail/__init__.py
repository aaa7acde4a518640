"""What a message is made of: header fields, addresses, parts, transfer encodings.

Both who takes messages apart (`pipeline.sources`) and who makes text of them (`pipeline.convert`)
read them here, so that both see the same parts. Everything takes time linear in the size, and
nothing is raised for what a message holds. Decision 21 says why not the standard library's parser.
"""
