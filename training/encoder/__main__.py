from training.encoder.convert import main

main()
